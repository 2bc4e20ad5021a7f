import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { BooleanField, IntegerField, TextField } from './fields';

/** What every list takes; a list adds its filters by extending this class. */
export class PageQuery {
  @IntegerField({
    description: 'How many items to answer, at most 200.',
    example: 50,
    optional: true,
    min: 1,
    max: 200,
  })
  limit?: number;

  @TextField({
    description: 'Where to go on: `nextCursor` of the page before.',
    optional: true,
    max: 2000,
    example: 'eyJzIjoibmFtZSJ9',
  })
  cursor?: string;

  @TextField({
    description: 'Field to sort by; a leading minus turns the order.',
    optional: true,
    max: 50,
    example: '-createdAt',
  })
  sort?: string;

  @TextField({ description: 'Words to search for.', optional: true, max: 200, example: 'huawei' })
  q?: string;

  @BooleanField({
    description: 'Also count all items that match (`total`, counted up to 10,000).',
    optional: true,
  })
  withTotal?: boolean;
}

export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
  readonly total?: number;
}

const pages = new Map<Type, Type>();

/** The class of a page of `view`, for the OpenAPI document: `{ items, nextCursor, total? }`. */
export function pageOf<T>(view: Type<T>): Type<Page<T>> {
  const known = pages.get(view);
  if (known) return known as Type<Page<T>>;
  class ViewPage {
    @ApiProperty({ type: [view], description: 'The items of this page.' })
    items!: T[];

    @ApiProperty({
      type: String,
      nullable: true,
      description: 'Cursor of the next page; null on the last one.',
      example: null,
    })
    nextCursor!: string | null;

    @ApiProperty({
      type: 'integer',
      required: false,
      description: 'All items that match, when asked for with `withTotal`; 10,000 means "10,000 or more".',
      example: 120,
    })
    total?: number;
  }
  Object.defineProperty(ViewPage, 'name', { value: `${view.name.replace(/View$/, '')}Page` });
  pages.set(view, ViewPage);
  return ViewPage as Type<Page<T>>;
}
