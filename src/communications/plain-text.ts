const controls = /(?![\t\n])\p{Cc}/gu;
const directionMarks = /[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]/g;

/** What somebody typed as one line without characters that a header or a mail program would act upon, at most `max` characters. */
export function oneLine(text: string, max = 300): string {
  const line = text
    .replace(/[\r\n\t\u2028\u2029]+/g, ' ')
    .replace(controls, '')
    .replace(directionMarks, '')
    .replace(/ {2,}/g, ' ')
    .trim();
  const characters = [...line];
  return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : line;
}

/** A text without controls and marks of direction; line breaks and tabs stay. */
export function plainCharacters(text: string): string {
  return text.replace(controls, '').replace(directionMarks, '');
}

/**
 * What somebody typed, so that no mail program makes a link of it: whoever calls themselves "win.example" must not send
 * a link in the name of a forum. An invisible space goes where an address would need none.
 */
export function unlinked(text: string): string {
  return plainCharacters(text)
    .replace(/:\/\//g, ':\u200b//')
    .replace(/(?<=\S)@(?=\S)/g, '\u200b@')
    .replace(/(?<=[\p{L}\p{N}_-])\.(?=\p{L})/gu, '\u200b.');
}

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** What somebody typed within a plain text: unlinked, and fenced off when it is written from right to left. */
export function typedText(text: string): string {
  const safe = unlinked(text);
  return rightToLeft.test(safe) ? `\u2068${safe}\u2069` : safe;
}

/** Breaks lines at 76 columns, so that no program between here and the reader does it at a worse place. */
export function wrapped(text: string, width = 76): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const lines: string[] = [];
      let current = '';
      for (const word of line.split(' ')) {
        if (current !== '' && current.length + 1 + word.length > width) {
          lines.push(current);
          current = word;
        } else current = current === '' ? word : `${current} ${word}`;
      }
      return [...lines, current];
    })
    .join('\n');
}
