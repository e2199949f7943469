"""Makes the modules of the bundle importable and starts what argv asks for.

The bundle puts MODULES, a dict of module name -> source, before this text. A module is compiled
only when it is first imported, so a session that reads files never pays for the bridge.
"""

import importlib.machinery
import sys


class BundleLoader:
    def find_spec(self, name, path=None, target=None):
        if name not in MODULES:  # noqa: F821
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=name == "ocplab")

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        source = MODULES[module.__name__]  # noqa: F821
        exec(compile(source, module.__name__ + ".py", "exec"), module.__dict__)


sys.meta_path.insert(0, BundleLoader())

if len(sys.argv) > 1:
    from ocplab import conversion

    conversion.main(sys.argv[1], sys.argv[2])
else:
    from ocplab import session

    session.main(SOURCE)  # noqa: F821
