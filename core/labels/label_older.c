/* SPDX-License-Identifier: Apache-2.0 */
#include "labels/label_older.h"

#include "labels/label_report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool
label_older_begin(const struct labelling *l, struct older *older)
{
    const struct out_folder *folder = &l->to.folder;

    if (!l->to.to_folder || !l->to.overwrite || !out_folder_has(folder, LABEL_REPORT_NAME))
        return true;
    older_list(older, folder, LABEL_REPORT_NAME);
    if (unlinkat(folder->fd, LABEL_REPORT_NAME, 0) == 0)
        return true;
    say_error("%s/" LABEL_REPORT_NAME ": cannot be removed: %s", l->to.out, strerror(errno));
    older_free(older);
    return false;
}

void
label_older_remove(const struct labelling *l, struct older *older)
{
    for (size_t i = 0; i < l->to.n_names; i++) {
        char *name = exporting_file(&l->to, l->to.names[i]);

        older_forget(older, name);
        free(name);
    }
    for (size_t i = older->n; i > 0; i--)
        if (label_inputs_have(&l->inputs, &l->to.folder, older->names[i - 1]))
            older_forget(older, older->names[i - 1]);
    older_remove(older, &l->to.folder);
}
