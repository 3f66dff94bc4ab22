import { RealityError } from './RealityError.js';
import type { StandardSchema } from './StandardSchema.js';

/**
 * Returns the schema's output for the data.
 *
 * @throws RealityError with the code `schema` if the data do not match it
 */
export async function validated<T>(schema: StandardSchema<unknown, T>, key: string, data: unknown): Promise<T> {
  const result = await schema['~standard'].validate(data);
  if (result.issues) {
    const issues = result.issues.map((issue) => issue.message).join('; ');
    throw new RealityError(`The data of ${key} do not match their schema: ${issues}`, { code: 'schema' });
  }
  return result.value;
}
