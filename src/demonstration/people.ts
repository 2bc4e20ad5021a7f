/** A made-up person: nobody of this name is meant. */
export interface MadeUpPerson {
  readonly givenName: string;
  readonly familyName: string;
  readonly displayName: string;
  readonly nativeName: string;
  readonly nationality: string;
  readonly post: string;
  readonly email: string;
  readonly locale: 'en' | 'ru' | 'zh';
}

type Name = readonly [latin: string, native: string];

const chinese: { family: readonly Name[]; given: readonly Name[] } = {
  family: [
    ['Wang', '王'],
    ['Li', '李'],
    ['Zhang', '张'],
    ['Liu', '刘'],
    ['Chen', '陈'],
    ['Yang', '杨'],
    ['Huang', '黄'],
    ['Zhao', '赵'],
    ['Wu', '吴'],
    ['Zhou', '周'],
    ['Ouyang', '欧阳'],
  ],
  given: [
    ['Wei', '伟'],
    ['Na', '娜'],
    ['Xiulan', '秀兰'],
    ['Jun', '军'],
    ['Jing', '静'],
    ['Haoran', '浩然'],
    ['Yuxin', '雨欣'],
    ['Minghua', '明华'],
    ['Zixuan', '子轩'],
  ],
};

const russian: { family: readonly Name[]; given: readonly Name[] } = {
  family: [
    ['Sokolov', 'Соколов'],
    ['Morozov', 'Морозов'],
    ['Volkov', 'Волков'],
    ['Lebedev', 'Лебедев'],
    ['Semenov', 'Семёнов'],
    ['Pavlov', 'Павлов'],
    ['Shcherbakov', 'Щербаков'],
    ['Zhukov', 'Жуков'],
    ['Tikhonov', 'Тихонов'],
  ],
  given: [
    ['Aleksei', 'Алексей'],
    ['Dmitrii', 'Дмитрий'],
    ['Sergei', 'Сергей'],
    ['Ilia', 'Илья'],
    ['Maksim', 'Максим'],
    ['Iurii', 'Юрий'],
    ['Artem', 'Артём'],
  ],
};

const kazakh: { family: readonly Name[]; given: readonly Name[] } = {
  family: [
    ['Nurlanov', 'Нұрланов'],
    ['Akhmetov', 'Ахметов'],
    ['Serikbayev', 'Серікбаев'],
    ['Ospanov', 'Оспанов'],
    ['Zhumabekov', 'Жұмабеков'],
  ],
  given: [
    ['Yerlan', 'Ерлан'],
    ['Askar', 'Асқар'],
    ['Nursultan', 'Нұрсұлтан'],
    ['Daulet', 'Дәулет'],
    ['Timur', 'Тимур'],
  ],
};

const posts: Readonly<Record<'en' | 'ru' | 'zh', readonly string[]>> = {
  en: ['Head of Department', 'Adviser', 'Project Manager', 'Chief Engineer', 'Deputy Director'],
  ru: ['Head of Department', 'Adviser', 'Security Analyst', 'Deputy Director', 'Chief Engineer'],
  zh: ['Deputy Director', 'Chief Engineer', 'Research Fellow', 'Head of Department', 'Project Manager'],
};

/** One of a list by a number, over and over. */
const nth = <T>(list: readonly T[], n: number): T => list[n % list.length]!;

/**
 * The `n`-th made-up person of a country. The same number is always the same person, and within a country the first
 * 25 to 99 have names of their own.
 */
export function madeUpPerson(n: number, country: 'CN' | 'RU' | 'KZ'): MadeUpPerson {
  const names = { CN: chinese, RU: russian, KZ: kazakh }[country];
  const [family, nativeFamily] = nth(names.family, n);
  // The lengths of the two lists have no common divisor, or the given name moves on with each round of the family names.
  const [given, nativeGiven] = nth(names.given, n + Math.floor(n / names.family.length));
  const locale = country === 'CN' ? 'zh' : country === 'RU' ? 'ru' : nth(['ru', 'en'] as const, n);
  return {
    givenName: given,
    familyName: family,
    displayName: country === 'CN' ? `${family.toUpperCase()} ${given}` : `${given} ${family}`,
    nativeName: country === 'CN' ? `${nativeFamily}${nativeGiven}` : `${nativeGiven} ${nativeFamily}`,
    nationality: country,
    post: nth(posts[locale], n),
    email: `${given}.${family}.${n}@${country.toLowerCase()}.example`.toLowerCase(),
    locale,
  };
}
