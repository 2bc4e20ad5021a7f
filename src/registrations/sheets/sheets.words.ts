import { baseLanguage } from '../../platform/text';

interface Words {
  readonly registrations: string;
  readonly allowedValues: string;
  readonly value: string;
  readonly meaning: string;
  readonly column: string;
  readonly yes: string;
  readonly no: string;
}

const words: Readonly<Record<string, Words>> = {
  en: {
    registrations: 'Registrations',
    allowedValues: 'Allowed values',
    value: 'Value',
    meaning: 'Meaning',
    column: 'Column',
    yes: 'yes',
    no: 'no',
  },
  ru: {
    registrations: 'Регистрации',
    allowedValues: 'Допустимые значения',
    value: 'Значение',
    meaning: 'Что означает',
    column: 'Столбец',
    yes: 'да',
    no: 'нет',
  },
  zh: {
    registrations: '报名',
    allowedValues: '可填内容',
    value: '填写内容',
    meaning: '含义',
    column: '列',
    yes: '是',
    no: '否',
  },
};

/** Words of sheets of registrations; English where there are none in a language. */
export function sheetWords(language: string): Words {
  return words[baseLanguage(language)] ?? words['en']!;
}
