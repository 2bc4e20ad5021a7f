import { targets, type WorkflowDeclaration } from './define-workflow';

/** The declaration as a Mermaid state diagram. */
export function diagram(workflow: WorkflowDeclaration): string {
  const clocked = new Map(
    Object.values(workflow.clocks ?? {}).map(({ transition, means }) => [transition, means]),
  );
  const beginnings = [workflow.initial, ...(workflow.entries ?? [])];
  const lines = ['stateDiagram-v2', ...beginnings.map((state) => `  [*] --> ${state}`)];
  for (const [name, transition] of Object.entries(workflow.transitions)) {
    for (const from of transition.from)
      for (const to of targets(transition))
        lines.push(`  ${from} --> ${to}: ${name}${clocked.has(name) ? ' (clock)' : ''}`);
  }
  for (const [name, state] of Object.entries(workflow.states))
    if (state.final) lines.push(`  ${name} --> [*]`);
  return lines.join('\n');
}

/** A page of documentation for a workflow: diagram, states, transitions, clocks. */
export function workflowPage(workflow: WorkflowDeclaration): string {
  const rows = Object.entries(workflow.transitions).map(([name, transition]) => {
    const conditions =
      [...(transition.offeredIf ?? []), ...(transition.conditions ?? [])]
        .map((condition) => workflow.conditions[condition])
        .join(' ') || '–';
    const effects = (transition.effects ?? []).map((effect) => workflow.effects[effect]).join(' ') || '–';
    return `| \`${name}\` | ${transition.means} | ${transition.from.join(', ')} | ${targets(transition).join(' or ')} | ${transition.who.join(', ')} | ${conditions} | ${effects} |`;
  });
  const clocks = Object.entries(workflow.clocks ?? {}).map(
    ([, clock]) => `- ${clock.means}: \`${clock.transition}\` at \`${clock.due}\`.`,
  );
  return [
    `## ${workflow.name[0]!.toUpperCase()}${workflow.name.slice(1).replaceAll('_', ' ')}`,
    '',
    '```mermaid',
    diagram(workflow),
    '```',
    '',
    '| state | means |',
    '| --- | --- |',
    ...Object.entries(workflow.states).map(([name, state]) => `| \`${name}\` | ${state.means} |`),
    '',
    '| transition | what it does | from | to | who | only if | what follows |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    ...(clocks.length > 0 ? ['', 'By the clock:', '', ...clocks] : []),
    '',
  ].join('\n');
}
