/* SPDX-License-Identifier: Apache-2.0 */
#include "base/module.h"

#include "base/beside.h"
#include "base/memory.h"
#include "base/say.h"

#include <dlfcn.h>
#include <limits.h>
#include <ltdl.h>
#include <stdio.h>
#include <unistd.h>

/* In the build tree the program lies in a folder beside that of the modules. */
static bool
find_build_tree(char *path, size_t size, const char *folder, const char *name)
{
    char self[PATH_MAX];

    return beside_folder(self, sizeof self) &&
           snprintf(path, size, "%s/../%s/.libs/%s.so", self, folder, name) < (int)size &&
           access(path, R_OK) == 0;
}

bool
module_find(char *path, size_t size, const char *folder, const char *installed, const char *name)
{
    return find_build_tree(path, size, folder, name) ||
           (snprintf(path, size, "%s/%s.so", installed, name) < (int)size &&
            access(path, R_OK) == 0);
}

const void *
module_load(const char *path, const char *symbol)
{
    const void *found;
    lt_dlhandle handle;

    if (lt_dlinit())
        out_of_memory();
    /* libltdl binds lazily and answers "file not found" to everything: ask dlopen() first. */
    /* cppcheck-suppress leakReturnValNotUsed; what was loaded stays */
    if (!dlopen(path, RTLD_NOW | RTLD_LOCAL)) {
        say_error("the module cannot be loaded: %s", dlerror());
        return NULL;
    }
    handle = lt_dlopen(path);
    found = handle ? lt_dlsym(handle, symbol) : NULL;
    if (!found)
        say_error("%s: is no such module: %s", path, lt_dlerror());
    return found;
}
