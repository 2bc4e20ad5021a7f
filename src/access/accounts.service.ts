import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { Clock } from '../platform/clock';
import { newId } from '../platform/database/base.entity';
import { Database, isSqlError, sqlState } from '../platform/database/database';
import { accessProblems } from './access.errors';
import { hashPassword, passwordMatches } from './passwords';
import type { StaffRole } from './roles';

export interface StaffMember {
  userId: string;
  name: string;
  email: string;
  roles: StaffRole[];
}

/** Accounts of staff, and the roles that they have in events. */
@Injectable()
export class Accounts {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The account with this address and password; undefined for either wrong, in the same time. */
  async withPassword(email: string, password: string): Promise<{ id: string } | undefined> {
    const user = await this.db.one<{ id: string; password_hash: string | null }>(
      `SELECT id, password_hash FROM users WHERE lower(email) = lower($1) AND disabled_at IS NULL`,
      [email],
    );
    return (await passwordMatches(password, user?.password_hash)) && user ? { id: user.id } : undefined;
  }

  /** @throws 409 when there is an account with this address */
  async create(account: {
    email: string;
    name: string;
    password?: string;
    administrator?: boolean;
  }): Promise<string> {
    const id = newId();
    const now = this.clock.now();
    const hash = account.password === undefined ? null : await hashPassword(account.password);
    try {
      await this.db.query(
        `INSERT INTO users (id, email, name, password_hash, administrator, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6)`,
        [id, account.email, account.name, hash, account.administrator ?? false, now],
      );
    } catch (error) {
      if (isSqlError(error, sqlState.uniqueViolation, 'users_email_key'))
        throw accessProblems.accountExists();
      throw error;
    }
    return id;
  }

  /**
   * Sees to it that there is an administrator. Answers the password when it was generated here, so that it can be
   * shown once.
   */
  async ensureAdministrator(
    email: string,
    password: string | undefined,
  ): Promise<{ created: boolean; generatedPassword?: string }> {
    const existing = await this.db.one(
      `SELECT 1 FROM users WHERE administrator AND disabled_at IS NULL LIMIT 1`,
    );
    if (existing) return { created: false };
    const generated = password === undefined ? randomBytes(12).toString('base64url') : undefined;
    await this.create({
      email,
      name: 'Administrator',
      password: password ?? generated!,
      administrator: true,
    });
    return { created: true, ...(generated === undefined ? {} : { generatedPassword: generated }) };
  }

  /** Sets a new password and ends every session of the account. Answers false when there is no such account. */
  async setPassword(email: string, password: string): Promise<boolean> {
    const hash = await hashPassword(password);
    return this.db.transaction(async () => {
      const user = await this.db.one<{ id: string }>(
        `UPDATE users SET password_hash = $2, updated_at = $3, version = version + 1 WHERE lower(email) = lower($1) RETURNING id`,
        [email, hash, this.clock.now()],
      );
      if (user) await this.db.query(`DELETE FROM sessions WHERE user_id = $1`, [user.id]);
      return user !== undefined;
    });
  }

  async profile(id: string): Promise<
    | {
        id: string;
        email: string;
        name: string;
        administrator: boolean;
        roles: { event: string; roles: string[] }[];
      }
    | undefined
  > {
    return this.db.one(
      `SELECT u.id, u.email, u.name, u.administrator,
              COALESCE((SELECT json_agg(json_build_object('event', r.event_id, 'roles', r.roles) ORDER BY r.event_id)
                          FROM (SELECT event_id, array_agg(role ORDER BY role) AS roles FROM staff_roles WHERE user_id = u.id GROUP BY event_id) r), '[]') AS roles
         FROM users u WHERE u.id = $1`,
      [id],
    );
  }

  /** Everybody with a role in the event, by name. */
  async staff(eventId: string): Promise<StaffMember[]> {
    return this.db.query<StaffMember & Record<string, unknown>>(
      `SELECT u.id AS "userId", u.name, u.email, array_agg(r.role ORDER BY r.role) AS roles
         FROM staff_roles r JOIN users u ON u.id = r.user_id WHERE r.event_id = $1 GROUP BY u.id ORDER BY u.name, u.id`,
      [eventId],
    );
  }

  /** Those with one of these roles in the event whose accounts are in use, by name; each once. */
  async withRoles(
    eventId: string,
    roles: readonly StaffRole[],
  ): Promise<Pick<StaffMember, 'userId' | 'name' | 'email'>[]> {
    return this.db.query(
      `SELECT u.id AS "userId", u.name, u.email FROM users u
        WHERE u.disabled_at IS NULL
          AND EXISTS (SELECT 1 FROM staff_roles r WHERE r.user_id = u.id AND r.event_id = $1 AND r.role = ANY ($2))
        ORDER BY u.name, u.id`,
      [eventId, roles],
    );
  }

  /** Gives somebody exactly these roles in the event; the account is made (without a password) when there is none. */
  async setRoles(
    eventId: string,
    member: { email: string; name: string; roles: readonly StaffRole[] },
  ): Promise<StaffMember> {
    return this.db.transaction(async () => {
      const known = await this.db.one<{ id: string }>(`SELECT id FROM users WHERE lower(email) = lower($1)`, [
        member.email,
      ]);
      const userId = known?.id ?? (await this.create({ email: member.email, name: member.name }));
      await this.replaceRoles(eventId, userId, member.roles);
      const staff = await this.staff(eventId);
      return (
        staff.find((one) => one.userId === userId) ?? {
          userId,
          name: member.name,
          email: member.email,
          roles: [],
        }
      );
    });
  }

  /** Makes somebody the first owner of an event that was just made. */
  async makeOwner(eventId: string, userId: string): Promise<void> {
    await this.replaceRoles(eventId, userId, ['owner']);
  }

  /** Gives those who work on one event the same roles in another, and answers who they are, by name. */
  async takeOver(fromEventId: string, toEventId: string): Promise<{ id: string; name: string }[]> {
    return this.db.query(
      `WITH given AS (
         INSERT INTO staff_roles (event_id, user_id, role, created_at)
         SELECT $2, r.user_id, r.role, $3 FROM staff_roles r JOIN users u ON u.id = r.user_id AND u.disabled_at IS NULL
          WHERE r.event_id = $1 ON CONFLICT DO NOTHING RETURNING user_id)
       SELECT id, name FROM users WHERE id IN (SELECT user_id FROM given) ORDER BY name, id`,
      [fromEventId, toEventId, this.clock.now()],
    );
  }

  /** @throws 409 when that would leave the event without an owner */
  async removeFromStaff(eventId: string, userId: string): Promise<void> {
    await this.db.transaction(() => this.replaceRoles(eventId, userId, []));
  }

  private async replaceRoles(eventId: string, userId: string, roles: readonly StaffRole[]): Promise<void> {
    await this.db.query(`DELETE FROM staff_roles WHERE event_id = $1 AND user_id = $2`, [eventId, userId]);
    await this.db.query(
      `INSERT INTO staff_roles (event_id, user_id, role, created_at) SELECT $1, $2, role, $4 FROM unnest($3::text[]) AS given(role)`,
      [eventId, userId, [...new Set(roles)], this.clock.now()],
    );
    const owner = await this.db.one(
      `SELECT 1 FROM staff_roles WHERE event_id = $1 AND role = 'owner' LIMIT 1`,
      [eventId],
    );
    if (!owner) throw accessProblems.lastOwner();
  }
}
