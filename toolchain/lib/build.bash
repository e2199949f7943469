# Builds from Go modules. Each module's go.mod and go.sum name every dependency with its checksum,
# so a build is the same whatever mirror the modules come from.

go_flags=(-trimpath -mod=readonly)

# go_build MODULE FILE LDFLAGS PACKAGE: builds a package of the module in toolchain/MODULE as FILE
# of the working directory.
go_build() {
  local module=$root/toolchain/$1 file=$PWD/$2 ldflags="-s -w $3" package=$4
  # Without cgo, as the official releases are built; then no C compiler is needed.
  (
    cd "$module"
    CGO_ENABLED=0 go build "${go_flags[@]}" -ldflags "$ldflags" -o "$file" "$package"
  )
}

pulumi_module=github.com/pulumi/pulumi
pulumi_ldflags="-X $pulumi_module/sdk/v3/go/common/version.Version=v$PULUMI_VERSION"

build_pulumi() {
  go_build pulumi-language-nodejs pulumi "$pulumi_ldflags" $pulumi_module/pkg/v3/cmd/pulumi
  go_build pulumi-language-nodejs pulumi-language-nodejs "$pulumi_ldflags" .
}

bridge_package=github.com/pulumi/pulumi-terraform-bridge/v3/dynamic
# The first: two modules register the same protocol buffers, which is an error by default.
bridge_ldflags="-X google.golang.org/protobuf/reflect/protoregistry.conflictPolicy=ignore"
bridge_ldflags+=" -X $bridge_package/version.version=v$TERRAFORM_PLUGIN_VERSION"

build_bridge() {
  go_build terraform-bridge pulumi-resource-terraform-provider "$bridge_ldflags" \
    $bridge_package
}

build_libvirt() {
  go_build terraform-provider-libvirt terraform-provider-libvirt "" \
    github.com/dmacvicar/terraform-provider-libvirt
}

# built NAME LDFLAGS FILE...: the name in the store of what is built from these inputs. The version
# of Go is not among them: a tool built by an older Go is as good, and where the store is filled no
# Go is needed at all.
built() {
  echo "$1-$(digest "$2 ${go_flags[*]}" "${@:3}")"
}

built_pulumi=$(
  built "pulumi-$PULUMI_VERSION" "$pulumi_ldflags" \
    toolchain/pulumi-language-nodejs/{go.mod,go.sum,!(*_test).go}
)
built_bridge=$(
  built "terraform-plugin-$TERRAFORM_PLUGIN_VERSION" "$bridge_ldflags" toolchain/terraform-bridge/*
)
built_libvirt=$(
  built "terraform-provider-libvirt-$LIBVIRT_PROVIDER_VERSION" "" \
    toolchain/terraform-provider-libvirt/*
)
