import { baseLanguage } from '../text';
import type { ImportColumn } from './import-column';

const reason: Readonly<Record<string, string>> = {
  en: 'Why it was refused',
  ru: 'Почему не принято',
  zh: '未被接受的原因',
};

const refused: Readonly<Record<string, string>> = {
  en: 'Refused rows',
  ru: 'Непринятые строки',
  zh: '未接受的行',
};

const row: Readonly<Record<string, (number: number) => string>> = {
  en: (number) => `Row ${number}`,
  ru: (number) => `Строка ${number}`,
  zh: (number) => `第${number}行`,
};

const inLanguage = <T>(texts: Readonly<Record<string, T>>, language: string): T =>
  texts[baseLanguage(language)] ?? texts['en']!;

/** Words of what imports hand out. */
export const importWords = {
  /** The column that says why a row was refused; known, so that the corrected sheet can be sent as it is. */
  reasonColumn: {
    key: 'refusedBecause',
    labels: reason,
    ignored: true,
  } satisfies ImportColumn as ImportColumn,
  reason: (language: string): string => inLanguage(reason, language),
  refusedRows: (language: string): string => inLanguage(refused, language),
  row: (number: number, language: string): string => inLanguage(row, language)(number),
};
