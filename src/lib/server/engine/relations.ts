/**
 * Words by which a question asks for one thing through another ("the director of the film …", "…'s father"), each with
 * the words by which sources say so. Language knowledge, not site knowledge; used to choose which name to follow and
 * which sentence states the fact asked for.
 */
import { contentTokens, stem, tokens } from '../../research/words.ts';

interface Relation {
	readonly asked: readonly string[]; // as in questions
	readonly said: readonly string[]; // as in sources
	readonly names: boolean; // true: it leads to another name, so a second hop may be needed
}

const row = (names: boolean, asked: string, said: string): Relation => ({
	names,
	asked: asked.split(' ').map(stem),
	said: said.split(' ').map((word) => (/[一-鿿]/u.test(word) ? word : stem(word)))
});

const RELATIONS: readonly Relation[] = [
	row(true, 'director directed filmmaker', 'directed director filmmaker'),
	row(
		true,
		'performer singer artist band song album performed sung',
		'by recorded performed sung singer artist album rapper band track'
	),
	row(true, 'composer composed music', 'composed composer music score'),
	row(true, 'author writer wrote written novelist', 'wrote written author novelist writer by'),
	row(true, 'screenwriter producer produced', 'written produced producer screenplay'),
	row(true, 'father mother parent parents', 'son daughter father mother born parent child'),
	row(
		true,
		'grandfather grandmother grandparent paternal maternal',
		'son daughter father mother grandson granddaughter grandfather child'
	),
	row(true, 'husband wife spouse married', 'married wife husband marriage spouse widow'),
	row(true, 'child children son daughter law', 'son daughter child father mother children married'),
	row(true, 'sibling brother sister', 'brother sister sibling'),
	row(
		true,
		'founder founded owner owned ceo chairman president head leader',
		'founded founder owned led president chairman ceo head'
	),
	row(
		true,
		'creator inventor designer architect built',
		'created invented designed built architect'
	),
	row(true, 'successor predecessor', 'succeeded preceded successor predecessor'),
	row(
		true,
		'company employer manufacturer publisher developer',
		'company made manufactured published developed'
	),
	row(true, 'capital', 'capital'),
	row(false, 'born birth birthplace older younger age', 'born birth'),
	row(false, 'die died death dead', 'died death dead killed'),
	row(false, 'lived longer', 'born died'),
	row(false, 'nationality country citizen', 'is was born national citizen'),
	row(false, 'released came out release', 'released release film'),
	row(false, 'located location where', 'located in island city village river'),
	row(false, 'detained arrested prison', 'arrested prison sentenced detained custody jail'),
	row(false, 'work worked works job', 'worked taught professor employed joined career'),
	row(
		false,
		'studied education educated school university',
		'studied graduated educated university college school'
	)
];

/** The relations a question's words name. */
function relationsIn(text: string): Relation[] {
	const words = new Set(tokens(text));
	return RELATIONS.filter((relation) => relation.asked.some((word) => words.has(word)));
}

/** Words that sources use for what the question asks, besides its own words. */
export function cuesOf(text: string): Set<string> {
	return new Set(relationsIn(text).flatMap((relation) => relation.said));
}

/** Words near which a name that must be followed stands; empty when the question asks nothing through another name. */
export function hopCuesOf(text: string): Set<string> {
	return new Set(
		relationsIn(text)
			.filter((relation) => relation.names)
			.flatMap((relation) => relation.said)
	);
}

/** What is asked of the far name: the question's facet without the words that only lead there. */
export function farFacetOf(facet: string): string {
	const leading = new Set(
		relationsIn(facet)
			.filter((relation) => relation.names)
			.flatMap((relation) => relation.asked)
	);
	return facet
		.split(/\s+/u)
		.filter((word) => {
			const [token] = contentTokens(word);
			return token !== undefined && !leading.has(token) && !/^(?:films?|movies?)$/iu.test(word);
		})
		.join(' ');
}
