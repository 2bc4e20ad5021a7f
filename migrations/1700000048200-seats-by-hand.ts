import type { MigrationInterface, QueryRunner } from 'typeorm';

const trigger = (more: string): string => `
  CREATE TRIGGER bookings_leave_coach BEFORE UPDATE ON bookings FOR EACH ROW
    WHEN (OLD.coach_id IS NOT NULL AND NEW.coach_id = OLD.coach_id
          AND (NEW.departure_id <> OLD.departure_id OR NEW.state NOT IN ('confirmed', 'cleared', 'boarded', 'returned'))${more})
    EXECUTE FUNCTION leave_coach()`;

/** Whose coach is taken away sits nowhere by hand any more, and is seated with all others. */
export class SeatsByHand1700000048200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER bookings_leave_coach ON bookings`);
    await runner.query(trigger(' OR NEW.coach_id IS NULL AND NEW.coach_by_hand'));
    await runner.query(`UPDATE bookings SET coach_by_hand = false WHERE coach_id IS NULL AND coach_by_hand`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER bookings_leave_coach ON bookings`);
    await runner.query(trigger(''));
  }
}
