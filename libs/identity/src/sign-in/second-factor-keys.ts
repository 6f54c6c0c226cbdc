import { Database } from '@gateway/database';
import { KEY_PROVIDER, type KeyProvider } from '@gateway/vault';
import { Inject, Injectable } from '@nestjs/common';
import { contextOf } from './second-factor';

interface Sealed {
  readonly id: string;
  readonly secret: Buffer;
  readonly keyId: string;
}

/** Moves the secrets of second factors to the current key-encryption key; they belong to no tenant. */
@Injectable()
export class SecondFactorKeys {
  constructor(
    private readonly database: Database,
    @Inject(KEY_PROVIDER) private readonly keys: KeyProvider,
  ) {}

  /** Answers how many were moved. Can be broken off and run again. */
  async rewrapAll(): Promise<number> {
    return this.database.global(async (tx) => {
      const sealed = await tx.query<Sealed[]>(
        `select id, totp_secret as secret, totp_key_id as "keyId" from user_account
         where totp_secret is not null and totp_key_id <> $1 order by id for update`,
        [this.keys.currentId],
      );
      const moved = await Promise.all(sealed.map((one) => this.rewrap(one)));
      await tx.query(
        `update user_account u set totp_secret = moved.secret, totp_key_id = $3
         from unnest($1::uuid[], $2::bytea[]) as moved(id, secret) where u.id = moved.id`,
        [sealed.map(({ id }) => id), moved, this.keys.currentId],
      );
      return moved.length;
    });
  }

  /** How many people need this key to sign in. */
  async dependents(keyId: string): Promise<number> {
    const [row] = await this.database.global((tx) =>
      tx.query<{ count: number }[]>(
        'select count(*)::int as count from user_account where totp_key_id = $1 and totp_secret is not null',
        [keyId],
      ),
    );
    return row?.count ?? 0;
  }

  private async rewrap({ id, secret, keyId }: Sealed): Promise<Buffer> {
    const plain = await this.keys.unwrap({ keyId, bytes: secret }, contextOf(id));
    const { bytes } = await this.keys.wrap(plain, contextOf(id));
    plain.fill(0);
    return bytes;
  }
}
