import type { ComponentChildren } from 'preact';
import { mailLanguage, wordsFor, type MailLanguage, type Words } from '../communications/words';
import type { FieldFault } from '../platform/http/problem';
import { inLanguage } from '../platform/text';
import type { IdentityOfHolder } from '../site-visits/identity/identity-of-link.service';
import { sexes, type DocumentType, type IdentityField } from '../site-visits/identity/identity.rules';
import type { IdentityLookView, OwnIdentityRequestView } from '../site-visits/identity/identity.view';
import {
  documentTypeWords,
  identityFaultWords,
  identityFieldWords,
  sexWords,
} from '../site-visits/identity/identity.words';
import { htmlPage } from './page';

interface VisitDataWords {
  readonly title: string;
  readonly host: string;
  readonly nothing: string;
  readonly complete: string;
  readonly missing: string;
  readonly closed: string;
  readonly given: string;
  readonly optional: string;
  readonly choose: string;
  readonly send: string;
  readonly erased: string;
  readonly privacy: string;
  readonly looks: string;
  readonly nobody: string;
  readonly by: Readonly<Record<string, string>>;
}

const pageWords: Readonly<Record<MailLanguage, VisitDataWords>> = {
  en: {
    title: 'Your data for visits',
    host: 'Host',
    nothing: 'Nothing is asked of you at the moment.',
    complete: 'All that the host needs is there. Thank you!',
    missing: 'The host still needs some data.',
    closed: 'Data are no longer taken on this page. If something is missing or wrong, please write to us.',
    given: 'entered; leave empty to keep it',
    optional: 'optional',
    choose: 'Please choose',
    send: 'Send',
    erased: 'Erased on',
    privacy:
      'What you enter is encrypted, and is not shown here again. Only the host of the visit and the coordinator of the visits see it.',
    looks: 'Who has looked at it',
    nobody: 'Nobody yet.',
    by: { staff: 'coordinator of the visits', host: 'host', system: 'list for the host' },
  },
  ru: {
    title: 'Ваши данные для посещений',
    host: 'Принимающая сторона',
    nothing: 'Сейчас от Вас ничего не требуется.',
    complete: 'Все нужные принимающей стороне данные есть. Благодарим Вас!',
    missing: 'Принимающей стороне ещё нужны данные.',
    closed:
      'Данные на этой странице больше не принимаются. Если чего-то нет или что-то неверно, напишите нам.',
    given: 'указано; чтобы не менять, оставьте пустым',
    optional: 'необязательно',
    choose: 'Выберите',
    send: 'Отправить',
    erased: 'Будут удалены',
    privacy:
      'Введённое шифруется и здесь больше не показывается. Его видят только принимающая сторона и координатор посещений.',
    looks: 'Кто смотрел эти данные',
    nobody: 'Пока никто.',
    by: {
      staff: 'координатор посещений',
      host: 'принимающая сторона',
      system: 'список для принимающей стороны',
    },
  },
  zh: {
    title: '您的参观信息',
    host: '接待单位',
    nothing: '目前无需您填写任何信息。',
    complete: '接待单位所需信息已齐全，感谢您的配合！',
    missing: '接待单位尚需部分信息。',
    closed: '本页面已不再接受信息。如有缺漏或错误，请与我们联系。',
    given: '已填写；留空则保持不变',
    optional: '选填',
    choose: '请选择',
    send: '提交',
    erased: '删除时间',
    privacy: '您填写的内容经加密保存，不会在此再次显示，仅接待单位和参观协调员可以查看。',
    looks: '查看记录',
    nobody: '尚无人查看。',
    by: { staff: '参观协调员', host: '接待单位', system: '接待单位名单' },
  },
};

/** What somebody typed that could not be taken, to be shown once more in the answer to the same request. */
export interface NotTaken {
  readonly siteVisitId: string;
  readonly values: Readonly<Partial<Record<IdentityField, string>>>;
  readonly faults: readonly FieldFault[];
}

/** What hosts ask of somebody, with a form for each visit, in their language and the time of the event. */
export function visitDataPage(
  { event, name, locale, requests, looks }: IdentityOfHolder,
  token: string,
  notTaken?: NotTaken,
): string {
  const language = mailLanguage(locale, event.locales);
  const own = pageWords[language];
  const words = wordsFor(language, event.timeZone, event.city);
  return htmlPage(
    `${own.title} · ${inLanguage(event.title, event.titles, language)}`,
    language,
    <>
      <p class="quiet">
        <bdi>{inLanguage(event.title, event.titles, language)}</bdi>
      </p>
      <h1>{own.title}</h1>
      <p>
        <bdi>{name}</bdi>
      </p>
      {requests.length === 0 && <p class="state">{own.nothing}</p>}
      {requests.length > 0 && <p class="quiet">{own.privacy}</p>}
      {requests.map((request) => (
        <Visit
          request={request}
          words={words}
          token={token}
          notTaken={notTaken?.siteVisitId === request.siteVisitId ? notTaken : undefined}
        />
      ))}
      {requests.some(({ handedInAt }) => handedInAt !== null) && (
        <Looks looks={looks} requests={requests} words={words} />
      )}
    </>,
  );
}

const titleIn = ({ title, titles }: OwnIdentityRequestView, { language }: Words): string =>
  inLanguage(title, titles, language);

function Visit({
  request,
  words,
  token,
  notTaken,
}: {
  request: OwnIdentityRequestView;
  words: Words;
  token: string;
  notTaken: NotTaken | undefined;
}) {
  const own = pageWords[words.language];
  const { complete, open, dueAt, erasedFrom } = request;
  return (
    <section id={request.siteVisitId}>
      <h2>
        <bdi>{titleIn(request, words)}</bdi>
      </h2>
      <dl class="facts">
        <Fact name={own.host} value={request.host} />
        {dueAt !== null && <Fact name={words.deadline} value={words.dateTime(new Date(dueAt))} />}
        {erasedFrom !== null && <Fact name={own.erased} value={words.dateTime(new Date(erasedFrom))} />}
      </dl>
      <p class={complete ? 'state yes' : 'state'}>{complete ? own.complete : own.missing}</p>
      {open ? (
        <form class="panel" method="post" action="/visit-data" autocomplete="off">
          <input type="hidden" name="token" value={token} />
          <input type="hidden" name="siteVisitId" value={request.siteVisitId} />
          <input type="hidden" name="version" value={request.version} />
          {request.fields.map((field) => (
            <Field field={field} request={request} words={words} notTaken={notTaken} />
          ))}
          <button class="button">{own.send}</button>
        </form>
      ) : (
        <p>{own.closed}</p>
      )}
    </section>
  );
}

function Field({
  field: { field, optional, given },
  request,
  words,
  notTaken,
}: {
  field: OwnIdentityRequestView['fields'][number];
  request: OwnIdentityRequestView;
  words: Words;
  notTaken: NotTaken | undefined;
}) {
  const { language } = words;
  const own = pageWords[language];
  const name = field as IdentityField;
  const id = `${request.siteVisitId}-${field}`;
  const fault = notTaken?.faults.find(({ pointer }) => pointer === `/values/${field}`);
  const hints = [...(given ? [own.given] : []), ...(optional ? [own.optional] : [])];
  const common = {
    id,
    name: field,
    // What is there already may stay.
    required: !optional && !given,
    ...(fault ? { 'aria-invalid': 'true' as const, 'aria-describedby': `${id}-fault` } : {}),
  };
  const typed = notTaken?.values[name] ?? '';
  return (
    <>
      <label for={id}>
        {identityFieldWords[language][name]}
        {hints.length > 0 && <span class="quiet"> ({hints.join('; ')})</span>}
      </label>
      {input(name, common, typed, request, words)}
      {fault && (
        <p class="fault" id={`${id}-fault`}>
          {identityFaultWords[language][fault.code] ?? identityFaultWords[language]['other']}
        </p>
      )}
    </>
  );
}

function input(
  field: IdentityField,
  common: object,
  typed: string,
  { documents }: OwnIdentityRequestView,
  { language }: Words,
): ComponentChildren {
  switch (field) {
    case 'documentType':
      return select(
        common,
        typed,
        language,
        documents.map((type) => [type, documentTypeWords[language][type as DocumentType]]),
      );
    case 'sex':
      return select(
        common,
        typed,
        language,
        sexes.map((sex) => [sex, sexWords[language][sex]]),
      );
    case 'issuingCountry':
    case 'nationality':
      return select(common, typed, language, countriesIn(language));
    case 'issuedOn':
    case 'validUntil':
    case 'birthDate':
      return <input type="date" value={typed} {...common} />;
    case 'phone':
      return <input type="tel" value={typed} maxLength={30} {...common} />;
    default:
      return <input type="text" value={typed} maxLength={200} {...common} />;
  }
}

function select(
  common: object,
  typed: string,
  language: MailLanguage,
  options: readonly (readonly [value: string, name: string])[],
): ComponentChildren {
  return (
    <select {...common}>
      <option value="">{pageWords[language].choose}</option>
      {options.map(([value, name]) => (
        <option value={value} selected={value === typed}>
          {name}
        </option>
      ))}
    </select>
  );
}

/** Codes that have a name and are no countries. */
const noCountries = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ']);
const countryLists = new Map<MailLanguage, readonly (readonly [string, string])[]>();

/** All countries with their names in a language, in its order. */
function countriesIn(language: MailLanguage): readonly (readonly [string, string])[] {
  let countries = countryLists.get(language);
  if (!countries) {
    const names = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const { compare } = new Intl.Collator(language);
    countries = letters
      .flatMap((one) => letters.map((other) => one + other))
      .flatMap((code): [string, string][] => {
        const name = noCountries.has(code) ? undefined : names.of(code);
        return name === undefined ? [] : [[code, name]];
      })
      .sort(([, one], [, other]) => compare(one, other));
    countryLists.set(language, countries);
  }
  return countries;
}

function Looks({
  looks,
  requests,
  words,
}: {
  looks: readonly IdentityLookView[];
  requests: readonly OwnIdentityRequestView[];
  words: Words;
}) {
  const own = pageWords[words.language];
  const visits = new Map(requests.map((request) => [request.siteVisitId, titleIn(request, words)]));
  return (
    <section>
      <h2>{own.looks}</h2>
      {looks.length === 0 ? (
        <p>{own.nobody}</p>
      ) : (
        <ul class="items">
          {looks.map((look) => (
            <li>
              <time dateTime={look.at}>{words.dateTime(new Date(look.at))}</time>
              <div>
                <b>
                  <bdi>{look.byName}</bdi>
                </b>
                <span>
                  {own.by[look.by]}
                  {visits.has(look.siteVisitId) && (
                    <>
                      {' · '}
                      <bdi>{visits.get(look.siteVisitId)}</bdi>
                    </>
                  )}
                </span>
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  );
}
