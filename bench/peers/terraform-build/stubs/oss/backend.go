// Package oss stands in for a backend that the bench has no use for, and that no module proxy has.
package oss

import "github.com/hashicorp/terraform/internal/backend"

// New is never called: only the local backend is configured.
func New() backend.Backend { return nil }
