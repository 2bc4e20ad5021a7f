import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Composer } from '../../communications/composer.service';
import type { NoticeDefinition } from '../../communications/notice';
import { newId } from '../../platform/database/base.entity';
import { emailPattern } from '../../platform/http/fields';
import type { Principal } from '../../platform/http/request-context';
import type { Participant } from '../../registrations/registrations.queries';
import { agendaNotice } from '../agenda.notices';
import { AgendasService } from '../agendas.service';
import { AudienceQueries } from './audience.queries';
import type { Audience, MailingKind } from './mailing.input';
import { announcementOf, noticeKinds } from './mailing.notices';
import type { AnnouncementTexts, MailingPreviewView, MailingSampleView } from './mailing.view';
import { announcementFor } from './mailing-sending.service';

/** What is looked at before anything of it is written. */
export interface Previewed {
  /** The mailing, if it is one already. */
  readonly id?: string;
  readonly kind: MailingKind;
  readonly audience: Audience;
  readonly texts: AnnouncementTexts | null;
}

const most = 3;

/** Says to how many something would go, and writes samples of it in full. Nothing is kept. */
@Injectable()
export class MailingSamples {
  constructor(
    private readonly composer: Composer,
    private readonly agendas: AgendasService,
    private readonly audiences: AudienceQueries,
  ) {}

  /** @throws 403 when the audience is found by answers, and it is not the caller's work to look for those */
  async preview(
    event: EventScope,
    { id, kind, audience, texts }: Previewed,
    by: Principal,
    sampleIds?: readonly string[],
  ): Promise<MailingPreviewView> {
    const toldBy = { kind: noticeKinds[kind], cause: id ?? newId() };
    const counts = await this.audiences.counts(event, audience, by, texts, toldBy);
    const readers = await this.audiences.some(event.id, audience, by, sampleIds, most);
    return { ...counts, samples: await this.samples(event, kind, texts, readers) };
  }

  private async samples(
    event: EventScope,
    kind: MailingKind,
    texts: AnnouncementTexts | null,
    readers: readonly (Participant & { readonly inAudience: boolean })[],
  ): Promise<MailingSampleView[]> {
    const agendas = kind === 'agenda' ? await this.agendas.samples(event, readers) : undefined;
    return readers.map((reader) => {
      const [notice, props] = agendas
        ? [agendaNotice, agendas.get(reader.registrationId)!]
        : [announcementOf(kind), announcementFor(texts!, event, reader.locale)];
      const { language, framed } = this.composer.compose(
        notice as NoticeDefinition<object>,
        props,
        {
          messageId: newId(),
          eventId: event.id,
          cause: '',
          subject: { kind: 'event', id: event.id },
          recipient: reader,
        },
        event,
        { forReader: false },
      );
      return {
        registrationId: reader.registrationId,
        name: reader.name,
        inAudience: reader.inAudience,
        usableAddress: emailPattern.test(reader.email),
        language,
        subject: framed.subject,
        text: framed.text,
        html: framed.html,
      };
    });
  }
}
