import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { buffer } from 'node:stream/consumers';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { allStaff, definePermission } from '../../access/roles';
import { mailLanguage } from '../../communications/words';
import { Clock } from '../../platform/clock';
import { pdf } from '../../platform/documents/pdf';
import { LanguageField } from '../../platform/http/fields';
import { IdParam, Operation } from '../../platform/http/operation';
import { AttendanceQueries } from './attendance.queries';
import { AttendanceView, VisitAttendanceView } from './attendance.view';
import { reportDocument } from './report.document';
import { VisitReportView } from './report.view';
import { ReportsQueries } from './reports.queries';

const readReports = definePermission('visit_reports.read', allStaff);

class ReportQuery {
  @LanguageField({
    description:
      'Language of the report: English, Russian or Chinese; the first one of the event unless given.',
    optional: true,
    example: 'ru',
  })
  language?: string;
}

const asPdf = { mediaTypes: ['application/pdf'], description: 'A PDF.' };

/** Who went on visits, and how they were. */
@ApiTags('Site visits')
@Controller('api/v1/events/:event')
export class ReportsController {
  constructor(
    private readonly attendance: AttendanceQueries,
    private readonly reports: ReportsQueries,
    private readonly clock: Clock,
  ) {}

  @Get('departures/:id/attendance')
  @Operation({
    summary: 'Who of a departure went, and how many of each delegation',
    description: 'The transition `correct` of a booking corrects it afterwards, with a reason.',
    access: readReports,
    answer: AttendanceView,
  })
  async ofDeparture(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<AttendanceView> {
    return this.attendance.ofDeparture(event.id, id);
  }

  @Get('site-visits/:id/attendance')
  @Operation({
    summary: 'Who went on a visit, over all its departures that have left',
    access: readReports,
    answer: VisitAttendanceView,
  })
  async ofVisit(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<VisitAttendanceView> {
    return this.attendance.ofVisit(event.id, id);
  }

  @Get('departures/:id/report')
  @Operation({
    summary: 'How a departure was, from all that is on record of it',
    access: readReports,
    answer: VisitReportView,
  })
  async report(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<VisitReportView> {
    return this.reports.ofDeparture(event.id, id);
  }

  @Get('departures/:id/report.pdf')
  @Operation({ summary: 'The same to print', access: readReports, answer: asPdf })
  async reportPdf(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: ReportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return this.print(event, await this.reports.ofDeparture(event.id, id), query, reply, `departure-${id}`);
  }

  @Get('site-visits/:id/report')
  @Operation({
    summary: 'How a visit was, over all its departures that have left or were cancelled',
    access: readReports,
    answer: VisitReportView,
  })
  async visitReport(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<VisitReportView> {
    return this.reports.ofVisit(event.id, id);
  }

  @Get('site-visits/:id/report.pdf')
  @Operation({ summary: 'The same to print', access: readReports, answer: asPdf })
  async visitReportPdf(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: ReportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return this.print(event, await this.reports.ofVisit(event.id, id), query, reply, `visit-${id}`);
  }

  private print(
    event: EventScope,
    report: VisitReportView,
    { language }: ReportQuery,
    reply: FastifyReply,
    name: string,
  ): Promise<Buffer> {
    void reply
      .type('application/pdf')
      .header('content-disposition', `attachment; filename="${event.slug}-${name}.pdf"`)
      .header('cache-control', 'no-store');
    return buffer(
      pdf(
        reportDocument(report, {
          event,
          language: mailLanguage(language ?? event.locales[0] ?? 'en', event.locales),
          at: this.clock.now(),
        }),
      ),
    );
  }
}
