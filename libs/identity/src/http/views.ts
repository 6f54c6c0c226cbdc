import { ApiProperty } from '@nestjs/swagger';
import type { KeyView } from '../keys/api-keys';

const time = { type: String, format: 'date-time' } as const;
const timeOrNull = { ...time, nullable: true } as const;
const textOrNull = { type: String, nullable: true } as const;

export class MemberView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty() readonly name!: string;
  @ApiProperty(textOrNull) readonly email!: string | null;
  @ApiProperty({ enum: ['tenant_admin', 'clerk', 'auditor'] }) readonly role!: string;
  @ApiProperty({ enum: ['active', 'invited', 'disabled'] }) readonly state!: string;
  @ApiProperty() readonly secondFactor!: boolean;
  @ApiProperty(timeOrNull) readonly lastSignInAt!: Date | null;
  @ApiProperty(time) readonly createdAt!: Date;
  @ApiProperty({ description: 'Whoever asks' }) readonly self!: boolean;
}

export class MemberList {
  @ApiProperty({ type: [MemberView] }) readonly items!: readonly MemberView[];
}

export class InvitationView {
  @ApiProperty({ description: 'Shown once; opens /invitation#<token>' }) readonly token!: string;
  @ApiProperty(time) readonly expiresAt!: Date;
}

export class AddedMemberView {
  @ApiProperty({ type: MemberView }) readonly user!: MemberView;
  @ApiProperty({ type: InvitationView, nullable: true }) readonly invitation!: InvitationView | null;
}

export class KeyActorView {
  @ApiProperty() readonly type!: string;
  @ApiProperty() readonly id!: string;
}

export class ApiKeyView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty() readonly name!: string;
  @ApiProperty({ type: [String] }) readonly scopes!: readonly string[];
  @ApiProperty({ type: KeyActorView }) readonly createdBy!: KeyActorView;
  @ApiProperty(time) readonly createdAt!: Date;
  @ApiProperty(time) readonly expiresAt!: Date;
  @ApiProperty(timeOrNull) readonly lastUsedAt!: Date | null;
  @ApiProperty(timeOrNull) readonly revokedAt!: Date | null;
}

export const apiKeyView = ({ createdBy: { type, id }, ...key }: KeyView): ApiKeyView => ({
  ...key,
  createdBy: { type, id },
});

export class ApiKeyList {
  @ApiProperty({ type: [ApiKeyView] }) readonly items!: readonly ApiKeyView[];
}

export class IssuedKeyView {
  @ApiProperty({ type: ApiKeyView }) readonly key!: ApiKeyView;
  @ApiProperty({ description: 'Shown once' }) readonly token!: string;
}

export class PersonView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty() readonly name!: string;
}

export class BreakGlassView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ type: PersonView }) readonly user!: PersonView;
  @ApiProperty() readonly reason!: string;
  @ApiProperty(textOrNull) readonly ticket!: string | null;
  @ApiProperty(time) readonly openedAt!: Date;
  @ApiProperty(time) readonly endsAt!: Date;
  @ApiProperty(timeOrNull) readonly endedAt!: Date | null;
}

export class BreakGlassList {
  @ApiProperty({ type: [BreakGlassView] }) readonly items!: readonly BreakGlassView[];
}

export class ApprovalView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty() readonly act!: string;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  readonly subject!: Readonly<Record<string, string>>;
  @ApiProperty() readonly reason!: string;
  @ApiProperty({ enum: ['open', 'done', 'declined', 'expired'] }) readonly state!: string;
  @ApiProperty({ type: PersonView }) readonly requestedBy!: PersonView;
  @ApiProperty(time) readonly requestedAt!: Date;
  @ApiProperty(time) readonly endsAt!: Date;
  @ApiProperty({ type: PersonView, nullable: true }) readonly decidedBy!: PersonView | null;
  @ApiProperty(timeOrNull) readonly decidedAt!: Date | null;
  @ApiProperty({ description: 'Asked for by whoever reads this' }) readonly own!: boolean;
}

export class ApprovalList {
  @ApiProperty({ type: [ApprovalView] }) readonly items!: readonly ApprovalView[];
}
