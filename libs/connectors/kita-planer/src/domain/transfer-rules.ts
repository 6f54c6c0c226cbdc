import type { Gender } from './care-record';
import { fieldNames, type FieldName } from './fields';

/** The part of the Einrichtung that decides what becomes a record. */
export interface TransferSettings {
  readonly fields: readonly FieldName[];
  readonly areas: readonly string[];
  readonly services: readonly ServiceRule[];
  readonly units: readonly { readonly unit: string; readonly kitaId: string }[];
  readonly groups: readonly { readonly group: string; readonly groupId: string }[];
  readonly genders: Readonly<Record<Gender, string>>;
}

interface ServiceRule {
  readonly service: string;
  readonly valid: boolean;
  readonly dailyHours?: string;
  readonly ageGroup?: string;
}

/** {@link TransferSettings} ready for thousands of records. */
export interface TransferRules {
  /** The active fields, in catalogue order. */
  readonly fields: readonly FieldName[];
  readonly isActive: ReadonlySet<FieldName>;
  readonly areas: ReadonlySet<string>;
  readonly services: ReadonlyMap<string, ServiceRule>;
  readonly kitaIds: ReadonlyMap<string, string>;
  readonly groupIds: ReadonlyMap<string, string>;
  readonly genders: Readonly<Record<Gender, string>>;
}

export function transferRules(settings: TransferSettings): TransferRules {
  const isActive = new Set(settings.fields);
  return {
    fields: fieldNames.filter((name) => isActive.has(name)),
    isActive,
    areas: new Set(settings.areas),
    services: new Map(settings.services.map((rule) => [rule.service, rule])),
    kitaIds: new Map(settings.units.map(({ unit, kitaId }) => [unit, kitaId])),
    groupIds: new Map(settings.groups.map(({ group, groupId }) => [group, groupId])),
    genders: settings.genders,
  };
}
