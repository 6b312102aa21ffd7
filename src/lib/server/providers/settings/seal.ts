/**
 * Secrets at rest: AES-256-GCM, each bound to the row and the address it belongs to, so that a ciphertext moved to
 * another row, or a row pointed at another address, does not open.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../net/failure.ts';

export interface Seal {
	/** version, nonce, tag, ciphertext. */
	close(text: string, bound: string): Uint8Array;
	/** Null when it was closed with another key, for something else, or was changed. */
	open(sealed: Uint8Array, bound: string): string | null;
}

const VERSION = 1;
const NONCE = 12; // bytes
const TAG = 16;

export function createSeal(secret: string): Seal {
	const key = Buffer.from(hkdfSync('sha256', secret, '', 'groundwork settings 1', 32));
	return {
		close: (text, bound) => {
			const nonce = randomBytes(NONCE);
			const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(bound));
			const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
			return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), body]);
		},
		open: (sealed, bound) => {
			const bytes = Buffer.from(sealed);
			if (bytes.length < 1 + NONCE + TAG || bytes[0] !== VERSION) return null;
			const nonce = bytes.subarray(1, 1 + NONCE);
			const tag = bytes.subarray(1 + NONCE, 1 + NONCE + TAG);
			try {
				const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG });
				decipher.setAAD(Buffer.from(bound)).setAuthTag(tag);
				const body = decipher.update(bytes.subarray(1 + NONCE + TAG));
				return Buffer.concat([body, decipher.final()]).toString('utf8');
			} catch {
				return null; // that is what GCM is for
			}
		}
	};
}

/** The secret of the settings: the one given, or that of a file in the data folder, made on first use for its owner alone. */
export function secretOf({ given, folder }: { given: string | null; folder: string }): string {
	if (given !== null) return given;
	const file = join(folder, 'secret.key');
	mkdirSync(folder, { recursive: true });
	if (!existsSync(file)) {
		const made = randomBytes(32).toString('base64url');
		writeFileSync(file, `${made}\n`, { mode: 0o600, flag: 'wx' });
		return made;
	}
	if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
	const secret = readFileSync(file, 'utf8').trim();
	if (secret.length < 32) {
		const message = `${file} is damaged: it should hold the secret that the saved keys are encrypted with. Put it back from a backup, or delete it and enter the keys again.`;
		throw new Failure('malformed', message, { provider: 'settings' });
	}
	return secret;
}
