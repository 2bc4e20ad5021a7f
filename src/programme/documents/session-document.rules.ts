import type { Principal } from '../../platform/http/request-context';
import { fileKinds, type FileKind } from '../../platform/storage/file-kinds';
import type { SessionDocumentRef } from '../programme.rules';

/** Who can fetch a document of a session once it is released. */
export const documentAudiences = ['public', 'participants', 'staff'] as const;

export type DocumentAudience = (typeof documentAudiences)[number];

/** Kinds of files that are taken as documents of a session: every one that is recognised for certain. */
export const documentKinds = (Object.keys(fileKinds) as FileKind[]).filter((kind) => kind !== 'table');

/** The audiences to which somebody belongs in the event that the request is about; everybody is the public. */
export function audiencesOf(principal: Principal): readonly DocumentAudience[] {
  if (principal.administrator || (principal.kind === 'staff' && principal.roles.length > 0))
    return documentAudiences;
  // The holder of the link of a registration has this role, in the event of the registration only.
  if (principal.kind === 'link' && principal.roles.includes('participant')) return ['public', 'participants'];
  return ['public'];
}

/** Sessions with those of their documents that these audiences may know of. */
export function withDocumentsFor<T extends { readonly documents: readonly SessionDocumentRef[] }>(
  audiences: readonly string[],
  items: readonly T[],
): T[] {
  return items.map((item) => ({
    ...item,
    documents: item.documents.filter(({ audience }) => audiences.includes(audience)),
  }));
}
