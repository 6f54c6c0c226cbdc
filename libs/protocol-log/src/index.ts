export {
  ProtocolLog,
  type CallAnswer,
  type CallRef,
  type CallResult,
  type NewCall,
  type NewEntry,
} from './protocol-log';
export { ProtocolLogModule, protocolLogStorage } from './protocol-log.module';
export { ProtocolReader, type CallFilter, type EntryFilter, type Position } from './protocol-reader';
export {
  ProtocolCall,
  type CallCredential,
  type CallPhase,
  type FollowUp,
} from './storage/protocol-call.entity';
export { ProtocolEntry } from './storage/protocol-entry.entity';
export { SubjectName } from './storage/subject-name.entity';
export { SubjectNames } from './subject-names';
