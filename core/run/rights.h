/* SPDX-License-Identifier: Apache-2.0 */
/* As whom a run goes on once its interface is open and its folder is made. */
#ifndef RIGHTS_H
#define RIGHTS_H

#include "base/say.h"
#include "settings/settings.h"

/* Finds out as whom, and that the plugins, the captures and the folder can be reached then; of
 * the folders of plugins, or one file, NULL stands behind the last.  The exit status when not, and
 * it is said. */
enum status rights_choose(const struct settings *, char *const *plugins);

/* As whom; good until the next call. */
const char *rights_name(void);

/* Makes the folder of a run, if it is missing, gives what is made to whom the run goes on as, and
 * gives up all other rights; false, and it is said, when that cannot be done. */
bool rights_settle(const struct settings *);

/* Gives up all other rights, in this process and what it starts from now on; the crew those too
 * that root was asked to keep.  False, and it is said, when something is left of them. */
bool rights_give_up(bool crew);

/* Gives up all other rights, in the process of an attendant; false as above. */
bool rights_of_attendants(void);

#endif
