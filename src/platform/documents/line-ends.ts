const cyrillic = /\p{sc=Cyrillic}/u;

const numbers = /(?<=\d) (?=\d{3}(?!\d))/g;

/**
 * Spaces at which Russian (and what else is written in Cyrillic) does not end a line, by the rules of A. Milchin and
 * L. Cheltsova, "Справочник издателя и автора": a number stays with what it counts ("21 октября", "2019 г.", "№ 2"), initials
 * with each other and with the surname, an abbreviation with its name ("г. Шэньчжэнь", "и т. д."), a word of one letter
 * with the next word, and a dash with the word before it.
 */
const russian: readonly RegExp[] = [
  /(?<=[\d%]) (?=[\p{sc=Cyrillic}%‰°])/gu,
  /(?<=[№§]) (?=[\p{L}\d])/gu,
  /(?<=(?<!\p{L})\p{Lu}\.) (?=\p{Lu}(?:\.|\p{Ll}))/gu,
  /(?<=\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?) (?=\p{Lu}\.(?: ?\p{Lu}\.)?(?! ?\p{Lu}))/gu,
  /(?<=(?<!\p{L})(?:г|гг|ул|пл|пр|им|акад|проф|тов|гр|с|стр|рис|см|т|п)\.) (?=[\p{Lu}\d«])/gu,
  /(?<=(?<!\p{L})(?:и|т)\.?) (?=(?:т|д|п|е|к|н)\.)/giu,
  /(?<=(?<!\p{L})[вкосуиаяВКОСУИАЯ]) (?=[\p{L}\d«„(])/gu,
  / (?=[—–] )/g,
];

/**
 * A text of the same length in which the spaces are no-break spaces that do not end a line. Thousands that are set apart by
 * a space stay together in every language.
 */
export function withKeptSpaces(text: string): string {
  const kept = text.replace(numbers, '\u00a0');
  if (!cyrillic.test(text)) return kept;
  return russian.reduce((one, rule) => one.replace(rule, '\u00a0'), kept);
}
