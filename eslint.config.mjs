import js from "@eslint/js";
import tseslint from "typescript-eslint";

const noPulumi = {
  patterns: [
    { group: ["@pulumi/*"], message: "The core is plain data in, plain data out: no Pulumi here." },
    {
      group: ["**/components/**", "**/stacks/**", "**/provider/**", "**/cli/**", "**/box/**"],
      message: "The core knows nothing of what is built on it.",
    },
    { group: ["node:child_process", "node:net", "node:dns"], message: "The core touches no host." },
  ],
};

export default tseslint.config(
  { ignores: ["node_modules/", "sdks/", ".tools/", ".state/", ".box/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Named exports only." },
        { selector: "TSEnumDeclaration", message: "Use a union of literals." },
      ],
    },
  },
  {
    files: ["**/*.cjs", "policy/index.js"],
    languageOptions: {
      globals: { __dirname: "readonly", process: "readonly", require: "readonly" },
    },
  },
  { files: ["lab/**/*.ts"], rules: { "no-restricted-imports": ["error", noPulumi] } },
  {
    files: ["test/**/*.ts"],
    rules: {
      "@typescript-eslint/no-floating-promises": [
        "error",
        {
          allowForKnownSafeCalls: [{ from: "package", name: ["describe", "it"], package: "mocha" }],
        },
      ],
    },
  },
);
