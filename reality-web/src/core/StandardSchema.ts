import { RealityError } from './RealityError.js';

/** A validator by the Standard Schema specification (https://standardschema.dev), such as one of zod or valibot. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path?: unknown }[] };

/** The data as the schema returns them. */
export async function validated<T>(schema: StandardSchema<unknown, T>, key: string, data: unknown): Promise<T> {
  const result = await schema['~standard'].validate(data);
  if (result.issues) {
    throw new RealityError(`The data of ${key} do not fit: ${result.issues.map((issue) => issue.message).join('; ')}`);
  }
  return result.value;
}
