export function postgresStatements(count: number, changed?: boolean): string[];
export function modelText(count: number, changed?: boolean): string;
