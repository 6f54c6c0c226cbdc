import { InvalidArgumentError, Option, type Command } from 'commander';
import { close, fetchDossier, ping, request, resend, setUp, storeCertificate } from './oso-acts';
import { listCertificates, listConnections, listFeedback, listNotices, showFeedback } from './oso-lists';

/** `oso`: what the API offers a samenwerkingsverband's software, for operators at the shell. */
export function describeOso(program: Command): void {
  const oso = program.command('oso').description('OSO: set-up, Terugkoppelingen, Notificaties');
  describeSetUp(oso);
  describeFeedback(oso);
  describeNotices(oso);
}

function describeSetUp(oso: Command): void {
  oso
    .command('set-up')
    .description('create or change a connection from a JSON file of settings; its id is printed')
    .arguments('<tenant> <name> <file>')
    .option('--connection <id>', 'change this one')
    .option('--active', 'let Terugkoppelingen be sent')
    .option('--no-active', 'send nothing')
    .option('--json')
    .action(setUp);
  oso
    .command('certificate')
    .description('store the supplier’s .p12; {"password": …} comes on standard input')
    .arguments('<tenant> <connection> <file>')
    .option('--json')
    .action(storeCertificate);
  oso
    .command('ping')
    .description('test the connection: dns, tls, certificate, ping; ends with 1 if a step fails')
    .arguments('<tenant> <connection>')
    .option('--json')
    .action(ping);
  oso.command('connections').arguments('<tenant>').option('--json').action(listConnections);
  oso
    .command('certificates')
    .description('versions of the certificate, without its key')
    .arguments('<tenant> <connection>')
    .option('--json')
    .action(listCertificates);
}

function describeFeedback(oso: Command): void {
  const one = (name: string, what: string): Command =>
    oso.command(name).description(what).arguments('<tenant> <connection> <feedback>').option('--json');
  ordered(
    oso
      .command('request')
      .description('send one Terugkoppeling from a JSON file; ends with 1 unless it is confirmed')
      .arguments('<tenant> <connection> <file>')
      .requiredOption('--key <text>', 'Idempotency-Key: the same one again sends nothing')
      .option('--json'),
  ).action(request);
  list(oso, 'list', 'Terugkoppelingen that are open, newest first')
    .option('--state <state>', 'those in this state, also BEVESTIGD and AFGESLOTEN')
    .option('--code <code>')
    .action(listFeedback);
  one('show', 'one Terugkoppeling with everything that happened to it').action(showFeedback);
  ordered(one('resend', 'send it again, beginning with a new melding')).action(resend);
  ordered(one('close', 'end it without sending, or confirm that the school has it'))
    .requiredOption('--reason <text>', 'kept sealed')
    .addOption(
      new Option('--as <end>', 'how it ended').choices(['resolved', 'confirmed']).default('resolved'),
    )
    .action(close);
}

function describeNotices(oso: Command): void {
  list(oso, 'notices', 'Notificaties of schools, newest first').action(listNotices);
  ordered(
    oso
      .command('dossier')
      .description('fetch the dossier a Notificatie announces; it is kept sealed')
      .arguments('<tenant> <connection> <notice>')
      .option('--json'),
  ).action(fetchDossier);
}

const ordered = (command: Command): Command =>
  command.requiredOption('--account <id>', 'the account that orders it; it is on record');

const list = (oso: Command, name: string, what: string): Command =>
  oso
    .command(name)
    .description(what)
    .arguments('<tenant> <connection>')
    .option('--limit <n>', 'rows', rowsFrom, 50)
    .option('--json');

function rowsFrom(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('Use a whole number from 1 to 99999');
  return Number(text);
}
