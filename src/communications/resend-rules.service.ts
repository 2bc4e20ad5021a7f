import { Injectable } from '@nestjs/common';
import type { MessageView } from './message.view';

/** Answers why a message is not to go out a second time; nothing when it may. */
export type ResendRule = (message: MessageView) => Promise<string | undefined>;

/** What the modules above know about messages that must not be sent again, for example because they were another person's. */
@Injectable()
export class ResendRules {
  private readonly rules: ResendRule[] = [];

  register(rule: ResendRule): void {
    this.rules.push(rule);
  }

  /** The first reason against it. */
  async against(message: MessageView): Promise<string | undefined> {
    for (const rule of this.rules) {
      const reason = await rule(message);
      if (reason !== undefined) return reason;
    }
    return undefined;
  }
}
