import type { Role } from '@binnacle/shared/access';
import { useQuery } from '@tanstack/react-query';
import { ApiProblem, request } from '@/lib/api-client';

/** Who is signed in, as the pages need it. */
export interface Person {
  label: string;
  role: Role;
}

/** The session, or null when nobody is signed in here. Other failures are errors: not knowing is not signed out. */
export function useSession() {
  return useQuery({
    queryKey: ['session'],
    queryFn: async ({ signal }): Promise<Person | null> => {
      try {
        const { actor } = await request<{ actor: Person }>('/api/v1/session', { signal });
        return actor;
      } catch (error) {
        if (error instanceof ApiProblem && error.code === 'unauthenticated') return null;
        throw error;
      }
    },
    staleTime: 60_000,
  });
}

/** Signs in with the code of a sign-in link. It is good once. */
export function signIn(code: string): Promise<unknown> {
  return request('/api/v1/session', { method: 'POST', body: { code } });
}

export function signOut(): Promise<unknown> {
  return request('/api/v1/session', { method: 'DELETE' });
}
