import { render } from 'preact-render-to-string';
import { frameMail } from '../../src/communications/layout';
import type { Block } from '../../src/communications/mail-body';
import { note } from '../../src/communications/mail-body';
import { placeholders, valuesOf } from '../../src/communications/templates/placeholder.rules';
import { writtenBody, writtenSubject } from '../../src/communications/templates/template-body';
import { filterRules, renderText } from '../../src/communications/templates/template-language';
import {
  compileTemplate,
  faultsOfTemplate,
  mailLanguagesOf,
  missingLanguages,
  namesOf,
  templateLanguage,
  templateScope,
} from '../../src/communications/templates/template-texts.rules';
import { mailLanguages, wordsFor, type MailLanguage } from '../../src/communications/words';

interface Props {
  readonly name?: string;
  readonly places?: number;
  readonly deadline?: Date;
  readonly coaches?: readonly string[];
  readonly page?: string;
  readonly open?: boolean;
}

const declared = placeholders<Props>((of) => ({
  'person.name': of.text('Name.', 'Li Na', (p) => p.name),
  'visit.places': of.number('Places.', 3, (p) => p.places),
  'visit.deadline': of.instant('Deadline.', new Date('2019-10-20T10:00:00Z'), (p) => p.deadline),
  'visit.day': of.date('Day.', '2019-10-23', () => '2019-10-23'),
  'visit.days': of.days('Days.', { first: '2019-10-21', last: '2019-10-25' }, () => ({
    first: '2019-10-21',
    last: '2019-10-25',
  })),
  'visit.period': of.period(
    'Period.',
    { start: new Date('2019-10-23T01:00:00Z'), end: new Date('2019-10-23T04:00:00Z') },
    () => ({ start: new Date('2019-10-23T01:00:00Z'), end: new Date('2019-10-23T04:00:00Z') }),
  ),
  'visit.coaches': of.list('Coaches.', ['A', 'B', 'C'], (p) => p.coaches),
  'visit.page': of.link('Page.', 'https://forum.example/visit?a=1&b=2', (p) => p.page),
  'visit.open': of.flag('Whether it is open.', true, (p) => p.open),
}));
const names = namesOf(declared);

/** A template in one language, as a mail would have it. */
function written(
  body: string,
  props: Props = {},
  {
    language = 'en',
    subject = 'x',
    facts,
  }: { language?: MailLanguage; subject?: string; facts?: Block } = {},
) {
  const words = wordsFor(language, 'Asia/Shanghai', 'Shenzhen');
  const compiled = compileTemplate(subject, body, names, language);
  const scope = templateScope(names, valuesOf(declared, props, words), words);
  const { block } = writtenBody(renderText(compiled.body, scope), facts);
  const parts = { subject: writtenSubject(renderText(compiled.subject, scope)), ...block };
  const frame = { eventTitle: 'Forum', contact: 'secretariat@forum.example', recipientName: '' };
  return { ...parts, html: render(block.html), framed: frameMail(parts, frame, words) };
}

const faultsOf = (body: string, subject = 'x'): [string, number, number, string][] =>
  faultsOfTemplate({ en: subject }, { en: body }, declared).map(({ pointer, line, column, code }) => [
    pointer,
    line,
    column,
    code,
  ]);

describe('what a template must not have', () => {
  test.each([
    ['{{ person.nmae }}', 1, 4, 'unknown-placeholder'],
    ['Dear\n  {{ nobody }}', 2, 6, 'unknown-placeholder'],
    ['{{ person.constructor }}', 1, 4, 'unknown-placeholder'],
    ['{{ person.name.constructor.name }}', 1, 4, 'unknown-placeholder'],
    ['{{ __proto__ }}', 1, 4, 'unknown-placeholder'],
    ['{{ person["__proto__"] }}', 1, 4, 'unknown-placeholder'],
    ['{{ visit.coaches.first }}', 1, 4, 'unknown-placeholder'],
    ['{{ visit.coaches[0] }}', 1, 4, 'unknown-placeholder'],
    ['{{ person.name.size }}', 1, 4, 'unknown-placeholder'],
    ['{{ process.env }}', 1, 4, 'unknown-placeholder'],
    ['{{ person.name | shout }}', 1, 18, 'unknown-filter'],
    ['{{ person.name | constructor }}', 1, 18, 'unknown-filter'],
    ['{{ person.name | raw }}', 1, 18, 'unknown-filter'],
    ['{{ person.name | date }}', 1, 18, 'wrong-type'],
    ['{{ visit.day | time }}', 1, 16, 'wrong-type'],
    ['{{ visit.places | list }}', 1, 19, 'wrong-type'],
    ['{{ visit.open }}', 1, 1, 'wrong-type'],
    ['{{ person.name | link: "x" }}', 1, 18, 'wrong-type'],
    ['{{ visit.page | link: "x" | upcase }}', 1, 29, 'wrong-type'],
    ['{{ visit.page | link: person.name }}', 1, 17, 'wrong-argument'],
    ['{{ person.name | truncate: "x" }}', 1, 18, 'wrong-argument'],
    ['{{ visit.places | plural: one: "#" }}', 1, 19, 'wrong-argument'],
    ['{{ visit.places | plural: few: "#", other: "#" }}', 1, 19, 'wrong-argument'],
    ['{% if visit.places > "3" %}x{% endif %}', 1, 20, 'wrong-type'],
    ['{% if visit.deadline < visit.day %}x{% endif %}', 1, 22, 'wrong-type'],
    ['{% case visit.places %}{% when "x" %}x{% endcase %}', 1, 32, 'wrong-type'],
    ['{% for one in person.name %}x{% endfor %}', 1, 15, 'wrong-type'],
    ['{% for i in (1..1000000000) %}x{% endfor %}', 1, 1, 'loop'],
    ['{% for a in visit.coaches %}{% for b in visit.coaches %}x{% endfor %}{% endfor %}', 1, 29, 'loop'],
    ['{% for a in visit.coaches limit: visit.places %}x{% endfor %}', 1, 1, 'wrong-argument'],
    ['{% for person in visit.coaches %}x{% endfor %}', 1, 1, 'not-allowed'],
    ['{% for __proto__ in visit.coaches %}x{% endfor %}', 1, 1, 'not-allowed'],
    ['{% include "/etc/passwd" %}', 1, 1, 'unknown-tag'],
    ['{% render "x" %}', 1, 1, 'unknown-tag'],
    ['{% layout "x" %}', 1, 1, 'unknown-tag'],
    ['{% assign a = 1 %}', 1, 1, 'unknown-tag'],
    ['{% capture a %}x{% endcapture %}', 1, 1, 'unknown-tag'],
    ['{% liquid echo 1 %}', 1, 1, 'unknown-tag'],
    ['{% raw %}{{ x }}{% endraw %}', 1, 1, 'unknown-tag'],
    ['a\n\n{% if visit.open %}x', 3, 1, 'not-closed'],
    ['{{ person.name', 1, 1, 'not-closed'],
    ['x \uE000v y', 1, 1, 'characters'],
    ['{% if visit.open %}{% endif %}', 1, 1, 'empty'],
    ['Here: {{ facts }}', 1, 1, 'facts'],
    ['{{ facts }}\n\n{{ facts }}', 1, 1, 'facts'],
    ['{{ facts | upcase }}', 1, 12, 'wrong-type'],
    [`x${'{% for c in visit.coaches %}{{ c }}{{ person.name }}{% endfor %}'.repeat(20)}`, 1, 1, 'too-long'],
  ])('%s is refused, with its place', (body, line, column, code) => {
    expect(faultsOf(body)).toEqual([['/body/en', line, column, code]]);
  });

  it('a subject with a link, a block or the facts', () => {
    expect(faultsOf('x', '{{ visit.page }} {{ visit.page | button: "x" }} {{ facts }}')).toEqual([
      ['/subject/en', 1, 1, 'not-allowed'],
      ['/subject/en', 1, 18, 'not-allowed'],
      ['/subject/en', 1, 52, 'unknown-placeholder'],
    ]);
  });

  it('says all that is wrong at once, and names what was probably meant', () => {
    const places = faultsOfTemplate(
      { en: '{{ person.nam }}', ru: 'x' },
      { en: 'x', ru: 'x\n{{ visit.plases }} {{ visit.day | tme }}' },
      declared,
    );
    expect(places.map(({ pointer, line, column }) => [pointer, line, column])).toEqual([
      ['/subject/en', 1, 4],
      ['/body/ru', 2, 4],
      ['/body/ru', 2, 35],
    ]);
    expect(places[0]!.message).toContain('did you mean "person.name"? There are: person.name, visit.coaches');
    expect(places[1]!.message).toContain('did you mean "visit.places"?');
    expect(places[2]!.message).toContain('did you mean "time"? There are: button, date, default');
  });
});

describe('what a template can say', () => {
  it('has conditions, cases and loops over lists', () => {
    const body = [
      '{% if visit.places > 2 and visit.open %}Many{% elsif visit.places == 1 %}One{% else %}Few{% endif %}',
      '{% case person.name %}{% when "Li Na", "Wei" %}Ni hao{% else %}Hello{% endcase %}',
      '{% for coach in visit.coaches %}\n- {{ forloop.index }}: {{ coach }}\n{% else %}\nNo coach\n{% endfor %}',
      '{% if visit.deadline %}until {{ visit.deadline | time }}{% endif %}',
    ].join('\n\n');
    const full = written(body, {
      places: 3,
      open: true,
      name: 'Wei',
      coaches: ['A', 'B'],
      deadline: new Date('2019-10-20T10:00:00Z'),
    });
    expect(full.text).toBe('Many\n\nNi hao\n\n- 1: A\n- 2: B\n\nuntil 18:00');
    expect(written(body, { places: 1, name: 'Li' }).text).toBe('One\n\nHello\n\nNo coach');
  });

  it('has headings, lists, emphasis, links and buttons, and marks that are only marks', () => {
    const { html, text } = written(
      '# What to bring\n\nA **document** and *good* shoes,\nnot \\*this\\*.\n\n- one\n- two\n\n{{ visit.page | link: "The visit" }}\n\n{{ visit.page | button: "Open" }}',
      { page: 'https://forum.example/v?a=1&b=2' },
    );
    expect(text).toBe(
      'What to bring\n-------------\n\nA *document* and *good* shoes,\nnot *this*.\n\n- one\n- two\n\nThe visit (https://forum.example/v?a=1&b=2)\n\nOpen:\nhttps://forum.example/v?a=1&b=2',
    );
    expect(html).toContain('A <strong>document</strong> and <em>good</em> shoes,<br/>not *this*.');
    expect([...html.matchAll(/<a href="https:\/\/forum\.example\/v\?a=1&amp;b=2"/g)].length).toBe(2);
  });

  it('makes no link of an address that is none', () => {
    for (const page of ['javascript:alert(1)', 'data:text/html,x', '//evil.example', 'evil.example']) {
      const { html } = written(
        '{{ visit.page }} {{ visit.page | link: "x" }}\n\n{{ visit.page | button: "x" }}',
        {
          page,
        },
      );
      expect([page, /<a |href/.test(html)]).toEqual([page, false]);
    }
  });

  it('puts the facts where it says, or else at its end', () => {
    const facts = note('THE FACTS');
    const at = (body: string): string => written(body, {}, { facts }).text;
    expect(at('Before\n\n{{ facts }}\n\nAfter')).toBe('Before\n\nTHE FACTS\n\nAfter');
    expect(at('Before')).toBe('Before\n\nTHE FACTS');
    expect(at('{% if visit.open %}\n\n{{ facts }}\n\n{% endif %}Words')).toBe('Words\n\nTHE FACTS');
  });

  it.each([
    ['en', '1 place', '3 places', '1,234 places'],
    ['ru', '1 место', '3 места', '1\u00a0234 места'],
    ['zh', '1个名额', '3个名额', '1,234个名额'],
  ] as const)('counts as one does, in %s', (language, one, three, many) => {
    const forms = {
      en: 'one: "# place", other: "# places"',
      ru: 'one: "# место", few: "# места", many: "# мест", other: "# места"',
      zh: 'other: "#个名额"',
    }[language];
    const count = (places: number): string =>
      written(`{{ visit.places | plural: ${forms} }}`, { places }, { language }).text;
    expect([count(1), count(3), count(1234)]).toEqual([one, three, many]);
  });

  it.each([
    [
      'en',
      'Sunday, 20 October 2019, 18:00 (Shenzhen time, UTC+8)|Sunday, 20 October 2019|18:00|Wednesday, 23 October 2019|21–25 October 2019|Wednesday, 23 October 2019, 09:00–12:00 (Shenzhen time, UTC+8)|A, B and C',
    ],
    [
      'ru',
      'воскресенье, 20 октября 2019 г., 18:00 (время: Китай, UTC+8)|воскресенье, 20 октября 2019 г.|18:00|среда, 23 октября 2019 г.|21–25 октября 2019 г.|среда, 23 октября 2019 г., 09:00–12:00 (время: Китай, UTC+8)|A, B и C',
    ],
    [
      'zh',
      '2019年10月20日星期日 18:00（中国时间，UTC+8）|2019年10月20日星期日|18:00|2019年10月23日星期三|2019年10月21日至25日|2019年10月23日星期三 09:00–12:00（中国时间，UTC+8）|A、B和C',
    ],
  ] as const)('writes times and lists as one does, in %s', (language, said) => {
    const { subject } = written(
      'x',
      { deadline: new Date('2019-10-20T10:00:00Z'), coaches: ['A', 'B', 'C'] },
      {
        language,
        subject:
          '{{ visit.deadline }}|{{ visit.deadline | date }}|{{ visit.deadline | time }}|{{ visit.day }}|{{ visit.days }}|{{ visit.period }}|{{ visit.coaches | list }}',
      },
    );
    expect(subject).toBe(said);
  });

  it('leaves out what is not there', () => {
    const there = new Set(['visit.open', 'visit.day', 'visit.days', 'visit.period']);
    const all = [...names.keys()].filter((name) => !there.has(name)).map((name) => `{{ ${name} }}`);
    expect(
      written(`.${all.join('')}.{{ visit.coaches | size }}{{ person.name | default: "guest" }}`).text,
    ).toBe('..0guest');
  });

  it('takes every filter as its description writes it', () => {
    for (const [name, { usage, takes }] of Object.entries(filterRules)) {
      const [, written] = /\{\{ \w+(?:\.\w+)? (\|.*)\}\}/.exec(usage)!;
      const of = [...names].find(([, type]) => (takes as readonly string[]).includes(type))![0];
      expect([name, faultsOf(`{{ ${of} ${written}}}`)]).toEqual([name, []]);
    }
  });
});

describe('what somebody typed', () => {
  const hostile = [
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '</p></td></table><h1>Win</h1>',
    '"><svg/onload=alert(1)>',
    '&lt;b&gt; &amp; &#x3c;',
    '{{ person.name }} {% for i in (1..9) %}{% endfor %}',
    '{{ facts }}',
    '# Heading\n\n- item\n\n**strong** *emphasis*',
    '- item',
    '\n\n# A\n\n',
    'Subject: x\r\nBcc: evil@evil.example\r\n\r\nbody',
    'x\u2028Bcc: evil@evil.example',
    '\u202egnp.exe \u2066x\u2069 \u200f',
    '\uE000b\uE001\uE003https://evil.example\uE001 \uE00A0\uE00B',
    'http://evil.example www.evil.example evil@evil.example javascript:alert(1)',
    '[click](https://evil.example)',
    'z\u0000\u0007\u001b[31m',
    'x'.repeat(5000),
    'علی رضایی',
    '\\*\\*',
  ];

  it.each(hostile.map((value) => [value.slice(0, 40), value]))(
    'is words and nothing else: %j',
    (_, value) => {
      const body =
        'A {{ person.name }} B\n\n- {{ person.name }}\n\n{{ person.name }}\n\n{{ person.name | quote }}\n\n{% for c in visit.coaches %}{{ c }}{% endfor %}';
      const of = (name: string) =>
        written(body, { name, coaches: [name] }, { subject: 'About {{ person.name }}' });
      const shape = (html: string): string[] =>
        [...html.matchAll(/<\/?[a-z]+/g)].map(([tag]) => tag).filter((tag) => !/div|bdi/.test(tag));
      const [plain, evil] = [of('Li Na'), of(value)];
      // Whatever was typed, the mail has the same elements in the same order.
      expect(shape(evil.framed.html)).toEqual(shape(plain.framed.html));
      expect(/[\r\n\u2028\u2029\u202a-\u202e\u2066-\u2069\u0000-\u001f]/.test(evil.framed.subject)).toBe(
        false,
      );
      expect([...evil.framed.subject].length).toBeLessThanOrEqual(200);
      expect(/[\uE000-\uE00F\u202a-\u202e]/.test(evil.framed.html + evil.framed.text)).toBe(false);
      const own = evil.framed.html + evil.framed.text;
      expect(/[^\u200b]:\/\/evil|www\.evil|evil@evil/.test(own.slice(own.indexOf('<body')))).toBe(false);
      // A line break within a value ends no paragraph, but in a quotation, where each line is marked.
      const blocks = (text: string): number => text.split('\n\n').length;
      expect(blocks(evil.framed.text)).toBe(blocks(plain.framed.text));
    },
  );
});

describe('the language of a template', () => {
  it('is the reader’s, or else the first of the event’s that it has', () => {
    const texts = { ru: 'x', zh: 'x' };
    const of = (locale: string, locales: string[]) => templateLanguage(texts, locale, locales);
    expect([
      of('zh-Hant', ['en', 'ru']),
      of('en', ['en', 'zh', 'ru']),
      of('fr', ['fr', 'ru', 'zh']),
      of('kk', ['kk']),
    ]).toEqual(['zh', 'zh', 'ru', 'ru']);
    expect(missingLanguages(texts, ['en', 'ru', 'fr'])).toEqual(['en']);
    expect([mailLanguagesOf(['fr', 'zh', 'en-GB', 'en']), mailLanguagesOf(['kk'])]).toEqual([
      ['zh', 'en'],
      ['en'],
    ]);
  });

  it('has example values for each placeholder', () => {
    for (const language of mailLanguages)
      for (const { example } of Object.values(declared)) expect(example[language]).toBeDefined();
  });
});
