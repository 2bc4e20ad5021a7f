import { readXlsx } from 'hucre/xlsx';
import type { Api } from '../support/api';
import type { TestApp } from '../support/app';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';
import { readPdf } from '../support/pdf';
import { states } from './states';

export interface PaperForum extends TestEvent {
  readonly app: TestApp;
  readonly delegate: string;
  readonly observer: string;
  /** Protocol officers: one prepares, another one releases. */
  readonly first: Api;
  readonly second: Api;
}

/** A forum with delegates and observers, and two protocol officers. */
export async function makePaperForum(app: TestApp): Promise<PaperForum> {
  const event = await makeEvent(app, {
    titles: { ru: 'Инфофорум-Китай 2019', zh: '2019年中国信息论坛' },
  });
  const category = async (title: string, titles: object): Promise<string> =>
    (
      await make<{ id: string }>(event.staff, `${event.path}/categories`, {
        code: `category_${serial()}`,
        title,
        titles,
        approval: 'automatic',
        selfRegistration: false,
      })
    ).id;
  return {
    ...event,
    app,
    delegate: await category('Delegates', { ru: 'Делегаты', zh: '代表' }),
    observer: await category('Observers', { ru: 'Наблюдатели', zh: '观察员' }),
    first: await app.staff(event.id, 'protocol'),
    second: await app.staff(event.id, 'protocol'),
  };
}

export interface MadeDelegation {
  readonly id: string;
  readonly path: string;
  readonly organisationId: string;
}

/** The delegation of a state, with its official and short names in three languages. */
export async function delegationOf(
  forum: PaperForum,
  country: string,
  changes: object = {},
): Promise<MadeDelegation> {
  const { official, short } = states.find((one) => one.country === country)!;
  return delegationNamed(
    forum,
    {
      kind: 'state',
      name: official.en,
      nameLanguage: 'en',
      names: { ru: official.ru, zh: official.zh },
      shortName: short.en,
      shortNames: { ru: short.ru, zh: short.zh },
      country,
    },
    changes,
  );
}

export async function delegationNamed(
  forum: PaperForum,
  organisation: { readonly name: string; readonly [field: string]: unknown },
  changes: object = {},
): Promise<MadeDelegation> {
  // Organisations outlive events, and there is one of a name; the one of an earlier test makes room.
  await forum.app.db.query(`UPDATE organisations SET name = name || ' ' || id WHERE name = $1`, [
    organisation.name,
  ]);
  const { id: organisationId } = await make<{ id: string }>(
    forum.staff,
    `${forum.path}/organisations`,
    organisation,
  );
  const { id } = await make<{ id: string }>(forum.staff, `${forum.path}/delegations`, {
    organisationId,
    focalPointName: 'Li Na',
    focalPointEmail: `focal-${serial()}@ministry.example`,
    locale: 'en',
    rankClass: 2,
    ...changes,
  });
  return { id, path: `${forum.path}/delegations/${id}`, organisationId };
}

/** Names somebody; confirmed once the delegation is accredited. */
export async function nominate(
  forum: PaperForum,
  delegation: MadeDelegation,
  displayName: string,
  changes: { part?: string; person?: object; locale?: string } = {},
): Promise<string> {
  const { part = 'member', person = {}, locale = 'en' } = changes;
  const { id } = await make<{ id: string }>(forum.staff, `${delegation.path}/members`, {
    person: { ...named(displayName), ...person },
    categoryId: forum.delegate,
    part,
    locale,
  });
  return id;
}

function named(displayName: string): object {
  const [givenName, ...rest] = displayName.split(' ');
  return {
    givenName,
    familyName: rest.join(' ') || 'Family',
    displayName,
    email: `secret-${serial()}@ministry.example`,
    birthDate: '1971-02-03',
  };
}

export async function accredit(app: TestApp, forum: PaperForum, delegation: MadeDelegation): Promise<void> {
  for (const transition of ['accept', 'nominate', 'accredit']) {
    const { status, body } = await forum.staff.move(delegation.path, transition);
    if (status !== 200) throw new Error(`${transition}: ${JSON.stringify(body)}`);
  }
  await app.settled();
}

/** Somebody who belongs to no delegation, with a confirmed place. */
export async function observe(forum: PaperForum, displayName: string, person: object = {}): Promise<string> {
  const { id } = await make<{ id: string }>(forum.staff, `${forum.path}/registrations`, {
    categoryId: forum.observer,
    person: { ...named(displayName), ...person },
    organisationName: 'World Bank',
    locale: 'en',
  });
  return id;
}

export interface Paper {
  readonly id: string;
  readonly path: string;
}

/** Begins a document, has one officer prepare it, and waits until its files are there. */
export async function prepare(app: TestApp, forum: PaperForum, input: object): Promise<Paper> {
  const { id } = await make<{ id: string }>(forum.first, `${forum.path}/documents`, input);
  const path = `${forum.path}/documents/${id}`;
  const { status, body } = await forum.first.move(path, 'prepare');
  if (status !== 200) throw new Error(`prepare: ${JSON.stringify(body)}`);
  await app.settled();
  return { id, path };
}

export async function issue(app: TestApp, forum: PaperForum, input: object): Promise<Paper> {
  const paper = await prepare(app, forum, input);
  const { status, body } = await forum.second.move(paper.path, 'release');
  if (status !== 200) throw new Error(`release: ${JSON.stringify(body)}`);
  return paper;
}

/** All that a PDF says, page by page, words as they follow each other. */
export async function pdfText(api: Api, path: string, language: string): Promise<string> {
  const { status, body } = await api.download(`${path}.pdf?language=${language}`);
  if (status !== 200) throw new Error(`${path}.pdf: ${status} ${JSON.stringify(body)}`);
  return readPdf(body)
    .pages.map(({ texts }) => texts.map(({ text }) => text).join(''))
    .join('\n')
    .replaceAll('\u2060', '')
    .replaceAll('\u00a0', ' ');
}

/** The rows of a workbook, the head first. */
export async function xlsxRows(api: Api, path: string, language: string): Promise<unknown[][]> {
  const { status, body } = await api.download(`${path}.xlsx?language=${language}`);
  if (status !== 200) throw new Error(`${path}.xlsx: ${status}`);
  const { sheets } = await readXlsx(body);
  return sheets[0]!.rows as unknown[][];
}

/** Where texts stand in another one; fails when one is not there. */
export function inOrder(text: string, parts: readonly string[]): string[] {
  return parts
    .map((part) => ({ part, at: text.indexOf(part) }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at)
    .map(({ part }) => part);
}
