import { SAXParser, type SAXOptions, type Tag } from 'sax';

/** The attributes of an element, by their names without prefix. */
export type XmlAttributes = Readonly<Record<string, string | undefined>>;

/** What a scanner tells of a document, in its order. Names come without their prefix. */
export interface XmlListener {
  open(name: string, attributes: XmlAttributes): void;
  close(name: string): void;
  /** A piece of text; one text may come in several. */
  text(piece: string): void;
}

/** Why a document cannot be read. */
export class XmlFault extends Error {
  override readonly name = 'XmlFault';
}

/** `strictEntities`: none but those of XML itself. */
const options: SAXOptions & { strictEntities: boolean } = { strictEntities: true, position: false };

/**
 * Tells elements and texts of an XML document that comes in pieces. There are no entities but those of XML itself, and
 * no document types: what refers to something elsewhere is refused. What the parser holds at a time is bounded by it.
 */
export class XmlScanner {
  private readonly parser = new SAXParser(true, options);

  constructor(listener: XmlListener) {
    const heard: Pick<
      SAXParser,
      'onopentag' | 'onclosetag' | 'ontext' | 'oncdata' | 'ondoctype' | 'onerror'
    > = {
      onopentag: ({ name, attributes }) =>
        listener.open(local(name), withoutPrefixes(attributes as Tag['attributes'])),
      onclosetag: (name) => listener.close(local(name)),
      ontext: (piece) => listener.text(piece),
      oncdata: (piece) => listener.text(piece),
      ondoctype: () => {
        throw new XmlFault('has a document type, which is not taken');
      },
      onerror: ({ message }) => {
        // Of several lines, the first says what is wrong.
        const what = message.split('\n', 1)[0]!.toLowerCase();
        throw new XmlFault(
          what.includes('entity')
            ? 'has an entity of its own, which is not taken'
            : `is not well-formed (${what})`,
        );
      },
    };
    Object.assign(this.parser, heard);
  }

  /** @throws {XmlFault} */
  read(piece: string): void {
    this.parser.write(piece);
  }

  /** @throws {XmlFault} when the document breaks off */
  end(): void {
    this.parser.close();
  }
}

function local(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

function withoutPrefixes(attributes: Tag['attributes']): XmlAttributes {
  const names = Object.keys(attributes);
  return names.some((name) => name.includes(':'))
    ? Object.fromEntries(names.map((name) => [local(name), attributes[name]]))
    : attributes;
}
