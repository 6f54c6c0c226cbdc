import { ApiProperty } from '@nestjs/swagger';
import { idleEnd, type Session } from './principal';

const time = { type: String, format: 'date-time' } as const;
const textOrNull = { type: String, nullable: true } as const;

export class IssuerView {
  @ApiProperty() readonly key!: string;
  @ApiProperty({ description: 'For the button' }) readonly name!: string;
  @ApiProperty({ description: 'Where the browser goes; take ?return=/own/path along' })
  readonly start!: string;
}

export class UserSelfView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty() readonly name!: string;
  @ApiProperty(textOrNull) readonly email!: string | null;
  @ApiProperty() readonly operator!: boolean;
  @ApiProperty() readonly secondFactor!: boolean;
  @ApiProperty({ description: 'Has a password here' }) readonly local!: boolean;
  @ApiProperty({ enum: ['de', 'nl', 'en'] }) readonly locale!: string;
}

export class OwnSessionView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty(time) readonly idleEndsAt!: Date;
  @ApiProperty(time) readonly endsAt!: Date;
}

export class TenantOfUserView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty() readonly name!: string;
  @ApiProperty({ enum: ['operator', 'tenant_admin', 'clerk', 'auditor'] }) readonly role!: string;
  @ApiProperty({ type: [String] }) readonly permissions!: readonly string[];
  @ApiProperty({ ...time, nullable: true }) readonly breakGlassUntil!: Date | null;
}

/** Who is signed in here, and what they may do. */
export class SessionView {
  @ApiProperty({ enum: ['anonymous', 'second-factor', 'second-factor-setup', 'signed-in'] })
  readonly state!: string;
  @ApiProperty({ type: [IssuerView] }) readonly issuers!: readonly IssuerView[];
  @ApiProperty({ type: UserSelfView, required: false }) readonly user?: UserSelfView;
  @ApiProperty({ type: OwnSessionView, required: false }) readonly session?: OwnSessionView;
  @ApiProperty({ type: [TenantOfUserView], required: false }) readonly tenants?: readonly TenantOfUserView[];
  @ApiProperty({ ...textOrNull, required: false, description: 'The tenant chosen last' })
  readonly tenant?: string | null;
  @ApiProperty({ type: [String], required: false, description: 'Permissions beyond all tenants' })
  readonly installation?: readonly string[];
}

/** One of the places somebody is signed in at. */
export class DeviceView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ description: 'The session that asks' }) readonly current!: boolean;
  @ApiProperty(time) readonly createdAt!: Date;
  @ApiProperty(time) readonly lastSeenAt!: Date;
  @ApiProperty(time) readonly endsAt!: Date;
  @ApiProperty() readonly browser!: string;
  @ApiProperty({ enum: ['password', 'oidc'] }) readonly method!: string;
}

export class DeviceList {
  @ApiProperty({ type: [DeviceView] }) readonly items!: readonly DeviceView[];
}

export const deviceView = (session: Session, current?: string): DeviceView => ({
  id: session.id,
  current: session.id === current,
  createdAt: session.createdAt,
  lastSeenAt: session.seenAt,
  endsAt: idleEnd(session),
  browser: session.browser,
  method: session.method,
});

export class SecondFactorSetUpView {
  @ApiProperty({ description: 'base32, to type into an app' }) readonly secret!: string;
  @ApiProperty({ description: 'otpauth://…, for a QR code' }) readonly uri!: string;
}

export class RecoveryCodesView {
  @ApiProperty({ type: [String], description: 'Shown once' }) readonly recoveryCodes!: readonly string[];
  @ApiProperty({ type: SessionView }) readonly session!: SessionView;
}

export class SignedOutView {
  @ApiProperty({ ...textOrNull, description: 'Where to sign out of the provider as well' })
  readonly redirect!: string | null;
}
