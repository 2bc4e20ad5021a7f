import '../src/app.module';
import {
  declaredWorkflows,
  defineWorkflow,
  faultsOf,
  type WorkflowDeclaration,
} from '../src/platform/workflow/define-workflow';
import { mayDo } from '../src/platform/workflow/engine';
import { diagram } from '../src/platform/workflow/diagram';
import { linkRoles, staffRoles } from '../src/access/roles';
import type { Principal } from '../src/platform/http/request-context';

const sound: WorkflowDeclaration = {
  name: 'example',
  table: 'examples',
  initial: 'open',
  states: { open: { means: 'Open.' }, done: { means: 'Done.', final: true } },
  conditions: { ready: 'It must be ready.' },
  effects: { tell: 'Tells somebody.' },
  transitions: {
    finish: {
      means: 'finishes it',
      from: ['open'],
      to: 'done',
      who: ['organiser', 'system'],
      conditions: ['ready'],
      effects: ['tell'],
    },
  },
  clocks: { end: { means: 'At the end', transition: 'finish', due: 'ends_at' } },
};

describe('a declaration', () => {
  test('that is sound has no faults', () => {
    expect(faultsOf(sound)).toEqual([]);
  });

  const finish = sound.transitions['finish']!;
  test.each<[string, Partial<WorkflowDeclaration>, string]>([
    ['begins nowhere', { initial: 'begun' }, 'begins in "begun", which is not a state'],
    [
      'has a state that nothing reaches',
      { states: { ...sound.states, lost: { means: 'Lost.', final: true } } },
      'never reaches the state "lost"',
    ],
    [
      'gets stuck',
      { states: { ...sound.states, done: { means: 'Done.' } } },
      'gets stuck in "done", which is not final',
    ],
    [
      'leads to an unknown state',
      { transitions: { finish: { ...finish, to: 'ended' } } },
      'knows no state "ended", used by "finish"',
    ],
    [
      'asks an unknown condition',
      { transitions: { finish: { ...finish, conditions: ['able'] } } },
      'knows no condition "able", used by "finish"',
    ],
    [
      'has an unknown effect',
      { transitions: { finish: { ...finish, effects: ['sing'] } } },
      'knows no effect "sing", used by "finish"',
    ],
    ['lets nobody act', { transitions: { finish: { ...finish, who: [] } } }, 'lets nobody do "finish"'],
    [
      'leads on from its end',
      { transitions: { finish, again: { ...finish, from: ['done'], to: 'open' } } },
      'leads on from the final state "done" by "again"',
    ],
    [
      'has a clock that the system may not follow',
      { transitions: { finish: { ...finish, who: ['organiser'] } } },
      'has a clock "end" for "finish", which the system may not do',
    ],
  ])('that %s is refused', (_, changes, fault) => {
    expect(faultsOf({ ...sound, ...changes })).toContain(fault);
    expect(() => defineWorkflow({ ...sound, ...changes, name: `broken_${fault}` })).toThrow(fault);
  });
});

const workflows = [...declaredWorkflows.values()].filter(({ name }) => name !== 'example');

describe.each(workflows.map((workflow) => [workflow.name, workflow] as const))(
  'the workflow %s',
  (_, workflow) => {
    test('is sound', () => {
      expect(faultsOf(workflow)).toEqual([]);
    });

    test('lets exactly the roles that it names do each transition, in every role there is', () => {
      const roles = [...staffRoles, ...Object.values(linkRoles)];
      for (const transition of Object.values(workflow.transitions)) {
        for (const role of roles) {
          const somebody: Principal = {
            kind: 'staff',
            id: 'x',
            name: 'X',
            administrator: false,
            roles: [role],
          };
          expect([role, mayDo(transition, somebody)]).toEqual([role, transition.who.includes(role)]);
        }
        const system: Principal = {
          kind: 'system',
          id: 'system',
          name: 'Plenary',
          administrator: true,
          roles: [],
        };
        expect(mayDo(transition, system)).toBe(transition.who.includes('system'));
        const nobody: Principal = {
          kind: 'anonymous',
          id: 'anonymous',
          name: 'Anonymous',
          administrator: false,
          roles: [],
        };
        expect(mayDo(transition, nobody)).toBe(false);
      }
    });

    test('names only roles that exist', () => {
      const known = new Set<string>([...staffRoles, ...Object.values(linkRoles), 'system']);
      for (const { who } of Object.values(workflow.transitions))
        expect(who.filter((role) => !known.has(role))).toEqual([]);
    });

    test('draws every transition', () => {
      const drawn = diagram(workflow);
      for (const name of Object.keys(workflow.transitions)) expect(drawn).toContain(`: ${name}`);
    });
  },
);
