/** Fall-back chains: a role's own connections first, then those of the role nearest to it. */
import { MODEL_ROLES, type ModelRole } from '../../ports.ts';

const CHAINS: Readonly<Record<ModelRole, readonly ModelRole[]>> = {
	small: ['small', 'medium', 'large'],
	medium: ['medium', 'large', 'small'],
	large: ['large', 'medium', 'small']
};

export type Chains = Readonly<Record<ModelRole, readonly string[]>>;

/** The whole chain of each role from what was set for each; empty everywhere when nothing is set anywhere. */
export function chainsOf(own: Chains): Chains {
	const chain = (role: ModelRole) => [...new Set(CHAINS[role].flatMap((each) => own[each]))];
	const [small, medium, large] = MODEL_ROLES.map(chain);
	return { small: small ?? [], medium: medium ?? [], large: large ?? [] };
}
