// References and batteries that the test targets share.
