import { makeSession, release } from '../programme/forum';
import { changeSession, makeSeatedForum, type SeatedForum } from '../registrations/seated';
import { personInput, register } from '../registrations/support';
import type { VisitedEvent } from '../site-visits/support';
import type { TestApp } from '../support/app';
import { make, serial, type TestEvent } from '../support/factories';
import { asEntries, CalendarModel, mailsTo, type CalendarMail } from './calendar-model';

/** A forum with rooms, a category that confirms at once, and a host of visits. */
export type Stage = SeatedForum & VisitedEvent;

export async function makeStage(app: TestApp, changes: object = {}): Promise<Stage> {
  const forum = await makeSeatedForum(app, changes);
  const { id: hostId } = await make(forum.staff, `${forum.path}/organisations`, {
    kind: 'company',
    name: `Huawei ${serial()}`,
    country: 'CN',
  });
  return { ...forum, hostId };
}

/** Somebody who takes part, with the calendar into which they take their mails. */
export interface Member {
  readonly id: string;
  readonly path: string;
  readonly personId: string;
  readonly email: string;
  readonly model: CalendarModel;
  /** How many of their mails are in the calendar. */
  taken: number;
}

export async function makeMember(app: TestApp, stage: Stage, changes: object = {}): Promise<Member> {
  const person = personInput();
  const { id } = await register(app.api, stage, stage.categoryId, { person, ...changes });
  const path = `${stage.path}/registrations/${id}`;
  const personId = (await stage.staff.get(path)).body.person.id;
  return { id, path, personId, email: String(person['email']), model: new CalendarModel(), taken: 0 };
}

export async function makeMembers(app: TestApp, stage: Stage, count: number): Promise<Member[]> {
  const members: Member[] = [];
  for (let from = 0; from < count; from += 10)
    members.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(10, count - from) }, () => makeMember(app, stage)),
      )),
    );
  return members;
}

/** A released session that is open to all. */
export async function releasedSession(app: TestApp, stage: Stage, changes: object = {}): Promise<any> {
  const session = await makeSession(stage, changes);
  await release(stage);
  await app.settled();
  return session;
}

/** Changes a session and releases that. */
export async function changeAndRelease(stage: Stage, id: string, changes: object): Promise<void> {
  await changeSession(stage, id, changes);
  await release(stage);
}

/** Sends agendas to all, or to an audience, and waits until they are there. */
export async function sendAgendas(app: TestApp, stage: Stage, audience: object = {}): Promise<void> {
  await make(stage.staff, `${stage.path}/notices`, { kind: 'agenda', audience }, 202);
  await app.settled();
}

/** Lets the quiet period pass. */
export async function quiet(app: TestApp, minutes = 10): Promise<void> {
  await app.settled();
  app.clock.advance(minutes * 60_000);
  await app.settled();
}

/** To which registrations change notices were sent, in order. */
export async function noticesIn(app: TestApp, event: TestEvent): Promise<string[]> {
  const rows = await app.db.query<{ registration_id: string }>(
    `SELECT registration_id FROM messages WHERE event_id = $1 AND kind = 'agendas.changed' AND state = 'sent' ORDER BY id`,
    [event.id],
  );
  return rows.map(({ registration_id: id }) => id);
}

/** Takes the mails that have come since into the calendar, and answers them. */
export async function takeMails(app: TestApp, member: Member): Promise<CalendarMail[]> {
  const mails = (await mailsTo(app, member.email)).slice(member.taken);
  member.taken += mails.length;
  for (const mail of mails) member.model.take(mail);
  return mails;
}

/** What the API says of their agenda now, in the form of the calendar. */
export async function agendaOf(stage: Stage, member: Member): Promise<ReturnType<typeof asEntries>> {
  return asEntries((await stage.staff.get(`${member.path}/agenda`)).body.items);
}

export async function changeDeparture(stage: Stage, id: string, changes: object): Promise<void> {
  const path = `${stage.path}/departures/${id}`;
  const answer = await stage.staff.patch(path, changes, (await stage.staff.get(path)).body.version);
  if (answer.status !== 200) throw new Error(`not changed: ${JSON.stringify(answer.body)}`);
}
