import { InvalidArgumentError, type Command } from 'commander';
import {
  actOn,
  followUpDone,
  ingest,
  putBack,
  recheck,
  runNow,
  setUp,
  storeCredential,
  unlock,
} from './kita-planer-acts';
import {
  listArchive,
  listBuffer,
  listCalls,
  listConnections,
  listCredentials,
  listEntries,
  listRuns,
  showCounts,
} from './kita-planer-lists';

/** `kita-planer`: what the API offers a tenant’s software, for operators at the shell. */
export function describeKitaPlaner(program: Command): void {
  const kita = program.command('kita-planer').description('Kita-Planer: set-up, buffer, runs, protocol');
  describeActs(kita);
  describeLists(kita);
}

function describeActs(kita: Command): void {
  kita
    .command('set-up')
    .description('create or change a connection from a JSON file of settings; its id is printed')
    .arguments('<tenant> <name> <file>')
    .option('--connection <id>', 'change this one')
    .option('--active', 'send what waits')
    .option('--no-active', 'collect only')
    .option('--json')
    .action(setUp);
  kita
    .command('credential')
    .description('store a .p12; its password, user and interface password come as JSON on standard input')
    .arguments('<tenant> <connection> <owner> <file>')
    .option('--json')
    .action(storeCredential);
  kita
    .command('unlock')
    .description('let a locked version of a credential be used again')
    .arguments('<tenant> <connection> <owner> <version>')
    .action(unlock);
  kita
    .command('ingest')
    .description('take over care records from a file, one JSON object per line')
    .arguments('<tenant> <connection> <file>')
    .requiredOption('--key <text>', 'Idempotency-Key of this delivery')
    .option('--json')
    .action(ingest);
  kita.command('run').description('export now').arguments('<tenant> <connection>').action(runNow);
  kita
    .command('act')
    .description('resend, resolve, confirm or reopen records')
    .arguments('<tenant> <action> <ids...>')
    .requiredOption('--reason <text>')
    .option('--json')
    .action(actOn);
  kita
    .command('put-back')
    .description('send archived records once more, as new ones')
    .arguments('<tenant> <ids...>')
    .option('--json')
    .action(putBack);
  kita
    .command('recheck')
    .description('check stored children again')
    .arguments('<tenant> <connection>')
    .action(recheck);
  kita
    .command('follow-up-done')
    .description('somebody has finished the Datenquelle in the Kita-Planer')
    .arguments('<tenant> <call>')
    .action(followUpDone);
}

function describeLists(kita: Command): void {
  const list = (name: string, what: string): Command =>
    kita
      .command(name)
      .description(what)
      .arguments('<tenant> <connection>')
      .option('--limit <n>', 'rows', rowsFrom, 50)
      .option('--json');
  kita.command('connections').arguments('<tenant>').option('--json').action(listConnections);
  list('credentials', 'versions of certificates and passwords, none readable').action(listCredentials);
  list('buffer', 'open work').option('--status <status>').action(listBuffer);
  list('archive', 'what left the buffer').action(listArchive);
  list('runs', 'executions').action(listRuns);
  list('calls', 'exchanges with the Kita-Planer')
    .option('--follow-up', 'Nacharbeit: only those that leave work')
    .action(listCalls);
  list('entries', 'what was said about each record')
    .option('--outcome <word>')
    .option('--code <code>')
    .action(listEntries);
  kita
    .command('counts')
    .description('what came in and where it is; accepted = the sum of all others')
    .arguments('<tenant> <connection>')
    .requiredOption('--from <day>', 'YYYY-MM-DD')
    .requiredOption('--to <day>', 'YYYY-MM-DD')
    .option('--json')
    .action(showCounts);
}

function rowsFrom(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('Use a whole number from 1 to 99999');
  return Number(text);
}
