import { pageOfViews } from '@gateway/http';
import type { CertificateWarning } from '@gateway/vault';
import { ApiProperty } from '@nestjs/swagger';
import { CallView, EntryView, TaskView } from './protocol.views';
import { ConnectionView, CredentialView, RecordView, RunView } from './views';

export class ConnectionList {
  @ApiProperty({ type: [ConnectionView] }) readonly items!: readonly ConnectionView[];
}

export class CredentialList {
  @ApiProperty({ type: [CredentialView] }) readonly items!: readonly CredentialView[];
}

export class TaskList {
  @ApiProperty({ type: [TaskView] }) readonly items!: readonly TaskView[];
}

export const RecordPage = pageOfViews(RecordView);
export const RunPage = pageOfViews(RunView);
export const CallPage = pageOfViews(CallView);
export const EntryPage = pageOfViews(EntryView);

/** Something about a certificate that works but should not stay. */
export class CertificateWarningView implements CertificateWarning {
  @ApiProperty({ type: String }) readonly code!: CertificateWarning['code'];
  @ApiProperty({ type: 'object', additionalProperties: true })
  readonly facts!: CertificateWarning['facts'];
}

/** A credential that was just stored, and what somebody should know about it. */
export class StoredCredentialView extends CredentialView {
  @ApiProperty({ type: [CertificateWarningView] }) readonly warnings!: readonly CertificateWarningView[];
}
