/* SPDX-License-Identifier: Apache-2.0 */
/* Gives a fuzz target these files, each once, where there is no fuzzer: replay_TARGET FILE... */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST = 1 << 20 };

/* In memory that ends where the file does, so that a sanitizer sees who reads on. */
static void
replay(const char *path)
{
    static uint8_t whole[LARGEST];
    FILE *file = fopen(path, "rb");
    size_t size = file ? fread(whole, 1, sizeof whole, file) : 0;
    uint8_t *bytes = malloc(size + 1);

    if (!file || ferror(file) || fclose(file) || !bytes)
        broken("%s: cannot be read", path);
    memcpy(bytes + 1, whole, size);
    LLVMFuzzerTestOneInput(bytes + 1, size);
    free(bytes);
}

int
main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        replay(argv[i]);
    printf("%d files\n", argc - 1);
    return argc < 2;
}
