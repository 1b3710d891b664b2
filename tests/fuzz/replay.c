/* SPDX-License-Identifier: Apache-2.0 */

/* In place of libFuzzer: gives each file of the folders and files that are named to the target once. */

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path) {
  FILE *f = fopen(path, "rb");
  if (!f) {
    perror(path);
    return 1;
  }
  fseek(f, 0, SEEK_END);
  long size = ftell(f);
  rewind(f);
  /* The exact size, so that the sanitizer sees a read behind the end. */
  uint8_t *data = malloc(size > 0 ? (size_t)size : 1);
  size_t n = data ? fread(data, 1, (size_t)size, f) : 0;
  fclose(f);
  if (data) LLVMFuzzerTestOneInput(data, n);
  free(data);
  return 0;
}

static int replay_folder(const char *path) {
  struct dirent **entries;
  int n = scandir(path, &entries, NULL, alphasort), failures = n < 0;
  for (int i = 0; i < n; i++) {
    char file[4096];
    if (entries[i]->d_name[0] != '.') {
      snprintf(file, sizeof file, "%s/%s", path, entries[i]->d_name);
      failures += replay_file(file);
    }
    free(entries[i]);
  }
  if (n >= 0) free(entries);
  return failures;
}

int main(int argc, char **argv) {
  int failures = argc < 2;
  for (int i = 1; i < argc; i++) {
    struct stat st;
    failures +=
        stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode) ? replay_folder(argv[i]) : replay_file(argv[i]);
  }
  return failures > 0;
}
