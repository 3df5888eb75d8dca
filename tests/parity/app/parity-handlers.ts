import { actionHandlersFacet } from '@objectos/flow';
import { definePlugin } from '@objectos/kernel';

/** The code behind the manifest: grades an account, unless it has that grade. */
export const parityHandlers = definePlugin({
  name: 'parity-handlers',
  version: '1.0.0',
  contributes: [
    actionHandlersFacet.of({
      action: 'account.rate',
      decide({ row, input }) {
        const grade = input['grade'] ?? null;
        return row['grade'] === grade ? { reject: { code: 'GRADE_UNCHANGED', message: 'The account has this grade.', path: 'grade' } } : { changes: { grade } };
      },
    }),
  ],
});
