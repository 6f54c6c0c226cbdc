import { Entity, Index, PrimaryColumn } from 'typeorm';

/** A keyed hash of one part of a subject's name, so that a name can be searched for but not read. */
@Entity('subject_name')
@Index('subject_name_subject_idx', ['tenantId', 'subjectId'])
export class SubjectName {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('bytea')
  token!: Buffer;

  @PrimaryColumn('uuid')
  subjectId!: string;
}
