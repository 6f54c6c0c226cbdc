import type { DeliveryFilter } from '@gateway/delivery';
import { reasonsOf, statesOf } from './export-status';
import type { ArchiveQuery, BufferQuery } from './inputs';

/** What somebody who looks at the Exportpuffer asks for. */
export const bufferFilter = ({
  status,
  code,
  childId,
  number,
}: Omit<BufferQuery, 'limit'>): DeliveryFilter => ({
  ...(status ? statesOf(status) : {}),
  ...(code ? { causes: [code] } : {}),
  ...(childId ? { lane: childId } : {}),
  ...(number ? { number } : {}),
});

/** The same for its archive. */
export const archiveFilter = ({ reason, childId, number }: Omit<ArchiveQuery, 'limit'>): DeliveryFilter => ({
  ...(reason ? { archiveReasons: reasonsOf(reason) } : {}),
  ...(childId ? { lane: childId } : {}),
  ...(number ? { number } : {}),
});
