import type { House } from '#lib/server/house.ts';

declare global {
	namespace App {
		interface Locals {
			house: House;
			/** "visitor": not signed in where a password is set; sees shared reports and the sign-in page only. */
			as: 'user' | 'visitor';
			/** Puts a session cookie; false for a wrong password, "wait" after too many. */
			signIn: (password: string) => boolean | 'wait';
			/** Colours as the reader chose them; null follows the system. */
			theme: 'light' | 'dark' | null;
		}
		interface Error {
			message: string;
			code?: string;
			hint?: string;
		}
	}
}

export {};
