// The variables as the process was given them; read once, in a main.

export type Environment = Readonly<Record<string, string | undefined>>;
