import { Injectable } from '@nestjs/common';
import type { Principal } from '../platform/http/request-context';

/** Somebody who registers themselves and says of which delegation they are. */
export interface Application {
  readonly eventId: string;
  readonly delegationId: string;
  readonly by: Principal;
}

/** A registration that names a delegation, of somebody who is registered at the event already. */
export interface DoubleApplication extends Application {
  /** The registration that was there. */
  readonly registrationId: string;
  readonly categoryId: string;
  /** Name of the person. */
  readonly name: string;
}

/** What registrations ask of delegations. */
export interface Host {
  /**
   * Lets somebody name a delegation, and answers what its organisation is called.
   * @throws 422 for one that nobody can name, 409 for one that takes no further names
   */
  admit(application: Application): Promise<{ readonly organisation: string }>;
  /**
   * Makes a registration a member of its delegation, which takes one of its places; nothing, if it is one already.
   * @throws 409 when the delegation has no place left, or takes no members now
   */
  join(eventId: string, registrationId: string, by: Principal): Promise<void>;
  /** A registration waits for the focal point of this delegation. Within the transaction, and without its lock. */
  waits(delegationId: string): Promise<void>;
  /** Keeps for protocol that somebody is registered and names another delegation; called after all else was taken back. */
  keepDouble(double: DoubleApplication): Promise<void>;
}

/** Delegations are a module above, which registers how they take people in. */
@Injectable()
export class DelegationHost {
  private host: Host | undefined;

  register(host: Host): void {
    this.host = host;
  }

  get delegations(): Host {
    if (!this.host) throw new Error('nobody knows of delegations');
    return this.host;
  }
}
