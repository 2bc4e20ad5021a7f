import * as net from 'node:net';
import { StartUpError } from '../platform/start-up-error';

/**
 * The port to listen on: the one that was asked for, if it is free, or one that the operating system chooses for 0.
 * Asked before anything is started, so that a port that is taken costs no time.
 * @throws {StartUpError} when nothing can listen there
 */
export function availablePort(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', (error) => reject(listenTrouble(error, host, port)));
    probe.listen({ host, port }, () => {
      const { port: found } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(found));
    });
  });
}

/** The sentence for a refusal to listen; errors of other kinds come back as they are. */
export function listenTrouble(error: unknown, host: string, port: number): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new StartUpError(
        `Port ${port} on ${host} is in use by another program: stop it, or set PORT to another port.`,
      );
    case 'EACCES':
      return new StartUpError(
        `This user may not listen on port ${port}: set PORT to a port from 1024 on, or give the right to use this one.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartUpError(
        `${host} is not an address of this machine: set HOST to one of its addresses, or to 0.0.0.0 for all of them.`,
      );
    default:
      return error;
  }
}
