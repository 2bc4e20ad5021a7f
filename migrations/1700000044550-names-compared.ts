import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cyrillic letters as passports write them in Latin ones (ICAO Doc 9303, part 3, section 6), where one letter becomes one. */
const single = ['абвгдезиклмнопрстуфыэіґңөұүһәғқј', 'abvgdeziklmnoprstufyeignouuhagkj'] as const;
/** Where one letter becomes several, or none. */
const several: Readonly<Record<string, string>> = {
  ж: 'zh',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: 'ie',
  ь: '',
  ю: 'iu',
  я: 'ia',
  є: 'ie',
  љ: 'lj',
  њ: 'nj',
  ћ: 'c',
  ђ: 'd',
  џ: 'dz',
};
/** Spellings that different transliterations give one sound, one after the other. */
const alike: readonly (readonly [string, string])[] = [
  ['shch|sch', 'sh'],
  ['tch', 'ch'],
  ['ph', 'f'],
  ['kh', 'h'],
  ['ck|q', 'k'],
  ['ks', 'x'],
  ['ts|tz|cz', 'c'],
  ['ou|oo|ue', 'u'],
  ['oe', 'o'],
  ['ae', 'a'],
  ['w', 'v'],
  ['dzh|dj|zh', '1'],
  ['[yj]', 'i'],
  ['1', 'j'],
];

/** Names, compared: the same words in Latin letters, and the same with the spellings alike that one sound has. */
export class NamesCompared1700000044550 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const latin = Object.entries(several).reduce(
      (sql, [letter, letters]) => `replace(${sql}, '${letter}', '${letters}')`,
      `translate(search_words(said), '${single[0]}', '${single[1]}')`,
    );
    await runner.query(`
      CREATE FUNCTION name_latin(said text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
        BEGIN
          RETURN CASE WHEN octet_length(said) = char_length(said) THEN search_words(said) ELSE ${latin} END;
        END
      $$`);
    const sounds = alike.reduce(
      (sql, [spellings, one]) => `regexp_replace(${sql}, '${spellings}', '${one}', 'g')`,
      'name_latin(said)',
    );
    // A letter that is written twice sounds once.
    await runner.query(String.raw`
      CREATE FUNCTION name_sounds(said text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
        BEGIN
          RETURN regexp_replace(${sounds}, '([a-z])\1+', '\1', 'g');
        END
      $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION name_sounds(text)`);
    await runner.query(`DROP FUNCTION name_latin(text)`);
  }
}
