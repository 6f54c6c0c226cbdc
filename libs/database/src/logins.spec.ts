import { randomBytes } from 'node:crypto';
import { migrate, pendingMigrations } from '@gateway/database';
import { TestDatabase } from '@gateway/testing';
import { Client } from 'pg';

describe('logins of an installation', () => {
  let test: TestDatabase;
  const mark = randomBytes(6).toString('hex');
  const owner = `owner_${mark}`;
  const gateway = `gateway_${mark}`;
  const database = `installation_${mark}`;

  const as = (login: string, name = database) => {
    const url = new URL(test.url);
    [url.username, url.password, url.pathname] = [login, mark, `/${name}`];
    return url.href;
  };

  beforeAll(async () => {
    test = await TestDatabase.create();
    await test.admin(`create role ${owner} login password '${mark}' in role drehkreuz_app`);
    await test.admin(`create role ${gateway} login password '${mark}' in role drehkreuz_app`);
    await test.admin(`create database ${database} owner ${owner}`);
  });

  afterAll(async () => {
    await test.admin(`drop database ${database} with (force)`);
    await test.admin(`drop role ${gateway}, ${owner}`);
    await test.drop();
  });

  it('the owner of the tables need not be allowed to make roles, and the gateway sees what is missing', async () => {
    await migrate(as(owner), []);

    await expect(pendingMigrations(as(gateway), [])).resolves.toEqual([]);
  });

  it('the gateway’s own login cannot change tables', async () => {
    const client = new Client({ connectionString: as(gateway) });
    await client.connect();

    await expect(client.query('alter table tenant add column x int')).rejects.toThrow(/must be owner/);
    await expect(client.query('create table mine (id int)')).rejects.toThrow(/permission denied/);
    await expect(client.query(`insert into migrations (timestamp, name) values (1, 'x')`)).rejects.toThrow(
      /permission denied/,
    );
    await client.end();
  });
});
