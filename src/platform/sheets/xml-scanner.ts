/** What a scanner tells of a document, in its order. Names come without their prefix. */
export interface XmlListener {
  /** `attributes` is the text between the name and the end of the tag; see {@link attribute}. */
  open(name: string, attributes: string): void;
  close(name: string): void;
  /** A piece of text; one text may come in several. */
  text(piece: string): void;
}

/** Why a document cannot be read. */
export class XmlFault extends Error {
  override readonly name = 'XmlFault';
}

/** A tag of an office program is far shorter than this, in characters. */
const longestTag = 1_000_000;

/**
 * Tells elements and texts of an XML document that comes in pieces, without holding more than one tag of it. There are
 * no entities but those of XML itself, and no document types: what refers to something elsewhere is refused.
 */
export class XmlScanner {
  private rest = '';
  /** What ends the comment, section or instruction in which the last piece ended. */
  private within: '-->' | ']]>' | '?>' | undefined;

  constructor(private readonly listener: XmlListener) {}

  /** @throws {XmlFault} */
  read(piece: string): void {
    const xml = this.rest + piece;
    let at = 0;
    for (;;) {
      if (this.within) {
        const end = xml.indexOf(this.within, at);
        const isSection = this.within === ']]>';
        if (end < 0) {
          // The end itself may be cut in two.
          const safe = Math.max(at, xml.length - 2);
          if (isSection) this.listener.text(xml.slice(at, safe));
          at = safe;
          break;
        }
        if (isSection) this.listener.text(xml.slice(at, end));
        at = end + this.within.length;
        this.within = undefined;
      }
      const tag = xml.indexOf('<', at);
      if (tag < 0) {
        at = this.tellText(xml, at, xml.length, true);
        break;
      }
      if (tag > at) this.tellText(xml, at, tag, false);
      at = tag;
      const next = xml.charCodeAt(tag + 1);
      if (next === 33 || next === 63) {
        const begun = this.special(xml, tag);
        if (begun < 0) break;
        at = begun;
        continue;
      }
      const end = endOfTag(xml, tag);
      if (end < 0) {
        if (xml.length - tag > longestTag) throw new XmlFault('has an element without an end');
        break;
      }
      this.tellTag(xml, tag, end);
      at = end + 1;
    }
    this.rest = xml.slice(at);
  }

  /** @throws {XmlFault} when the document breaks off */
  end(): void {
    if (this.within || this.rest.trim() !== '') throw new XmlFault('breaks off');
  }

  /** Tells a text, and answers up to where: a reference at its end may be cut in two. */
  private tellText(xml: string, from: number, to: number, open: boolean): number {
    let until = to;
    if (open) {
      const amp = xml.lastIndexOf('&', to);
      if (amp >= from && to - amp < 12 && xml.indexOf(';', amp) < 0) until = amp;
    }
    if (until > from) this.listener.text(decode(xml.slice(from, until)));
    return until;
  }

  /** Steps into a comment, section or instruction; answers where its content begins, or −1 for not yet. */
  private special(xml: string, at: number): number {
    if (xml.startsWith('<?', at)) {
      this.within = '?>';
      return at + 2;
    }
    if (xml.startsWith('<!--', at)) {
      this.within = '-->';
      return at + 4;
    }
    if (xml.startsWith('<![CDATA[', at)) {
      this.within = ']]>';
      return at + 9;
    }
    if (xml.length - at < 9) return -1;
    throw new XmlFault('has a document type, which is not taken');
  }

  private tellTag(xml: string, tag: number, end: number): void {
    if (xml.charCodeAt(tag + 1) === 47) {
      this.listener.close(local(xml.slice(tag + 2, end).trimEnd()));
      return;
    }
    const isEmpty = xml.charCodeAt(end - 1) === 47;
    const stop = isEmpty ? end - 1 : end;
    let nameEnd = tag + 1;
    while (nameEnd < stop && xml.charCodeAt(nameEnd) > 32) nameEnd += 1;
    const name = local(xml.slice(tag + 1, nameEnd));
    this.listener.open(name, nameEnd < stop ? xml.slice(nameEnd, stop) : '');
    if (isEmpty) this.listener.close(name);
  }
}

/** Where a tag ends; −1 when not in this piece. A sign in the value of an attribute ends nothing. */
function endOfTag(xml: string, tag: number): number {
  let quote = 0;
  for (let at = tag + 1; at < xml.length; at += 1) {
    const code = xml.charCodeAt(at);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 62) return at;
    else if (code === 34 || code === 39) quote = code;
  }
  return -1;
}

function local(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

const patterns = new Map<string, RegExp>();

/** The value of an attribute, without its prefix; undefined when there is none. */
export function attribute(attributes: string, name: string): string | undefined {
  let pattern = patterns.get(name);
  if (!pattern) {
    pattern = new RegExp(`\\s(?:[\\w.-]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
    patterns.set(name, pattern);
  }
  const found = pattern.exec(attributes);
  return found ? decode(found[1] ?? found[2]!) : undefined;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,10}));/gi, (all, hex, decimal, name) => {
    if (name !== undefined) {
      const known = entities[name as string];
      if (known === undefined) throw new XmlFault(`has the entity ${String(all)}, which is not taken`);
      return known;
    }
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex as string, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '�';
  });
}
