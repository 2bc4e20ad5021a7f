import { IdField, InstantField, IntegerField, TextField } from '../../platform/http/fields';

/** Work of the program that was tried as often as it is worth. */
export class UnfinishedWorkView {
  @IdField({ description: 'Id of the job.' })
  id!: string;

  @TextField({ description: 'What kind of work it is.', example: 'agendas.send' })
  name!: string;

  @IntegerField({ description: 'How often it was tried.', example: 10 })
  attempts!: number;

  @InstantField({ description: 'When it was given up.' })
  failedAt!: string;

  @TextField({
    description: 'What went wrong last, in the words of the program. Only administrators read it.',
    nullable: true,
    example: null,
  })
  error!: string | null;
}
